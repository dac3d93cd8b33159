using Serverless.Activities;
using Serverless.Activities.Eager;
using Serverless.Activities.Stages;
using Serverless.Api.Jobs;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Embedded;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Native.Files;
using Serverless.Oracle.Tests.Functions;
using Serverless.Storage.Local;
using Serverless.Store;

namespace Serverless.Oracle.Tests.Running;

/// <summary>The product as it stands in a program: engine, executor and store in a folder. It takes documents as text.</summary>
internal sealed class OracleHost : IAsyncDisposable
{
    // A job takes milliseconds here, and seconds beside a build; one that does not end is a fault.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(Steps)).Build();

    private readonly HostServices _services;
    private readonly EmbeddedEngine _engine;
    private readonly OutputReader _reader;
    private readonly string _baseFolder;

    private OracleHost(HostServices services, EmbeddedEngine engine, OutputReader reader, string baseFolder) => (_services, _engine, _reader, _baseFolder) = (services, engine, reader, baseFolder);

    /// <summary>Opens the folder, and goes on with what is unfinished there.</summary>
    /// <param name="folder">Of log and results.</param>
    /// <param name="baseFolder">Where relative names of files start.</param>
    /// <param name="setup">How it runs.</param>
    /// <param name="reader">Reads results.</param>
    public static async Task<OracleHost> StartAsync(string folder, string baseFolder, HostSetup setup, OutputReader reader)
    {
        var services = new HostServices(new LocalBlobAccount(folder, TimeProvider.System, setup.Files), new Lazy<ScratchFolder>(ScratchFolder.Create), () => Catalog, allowLocalFiles: true, JobPermissions.All);
        try
        {
            EmbeddedEngine? engine = null;
            var registry = services.AddTo(new DurableRegistry(), services.Execution, new PlanOptions { Slots = setup.Slots, MaxUnitTasks = setup.MostTasks, UnitAim = setup.Aim }, () => engine!.Client);
            engine = await EmbeddedEngine.OpenAsync(
                new EmbeddedEngineOptions { Folder = Path.Combine(folder, "hub"), Registry = registry, Files = setup.Files, MaxConcurrentActivities = setup.Slots + 2, Durability = Durability.Flush }, CancellationToken.None);
            await engine.StartAsync(CancellationToken.None);
            return new OracleHost(services, engine, reader, baseFolder);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a document as a durable job.</summary>
    /// <param name="document">Its text.</param>
    /// <param name="id">The job's; the same one again goes on with it.</param>
    public async Task<Outcome> RunAsync(byte[] document, string? id = null)
    {
        SubmittedJob submitted;
        try
        {
            var submitter = new JobSubmitter(_services.Tenants, Catalog, _services.Resolvers, TimeProvider.System);
            submitted = await submitter.AcceptAsync(_engine.Client, Tenants.Default, document, new SubmitOptions { JobId = id, BaseFolder = _baseFolder }, CancellationToken.None);
        }
        catch (JobInvalidException e)
        {
            return new Refused(e.Message);
        }
        var state = await _engine.Client.WaitAsync(JobSubmitter.InstanceOf(submitted.Job), CancellationToken.None).WaitAsync(MaxWait, TimeProvider.System);
        if (WrongInput(state.Failure) is { } wrong) return new Failed(wrong);
        if (state.Status != InstanceStatus.Completed) return new Broken($"the job's orchestration is {state.Status}: {state.Failure?.Message}");
        return await OutcomeAsync(submitted.Job, state.ReadOutput<JobOutcome>()!);
    }

    /// <summary>Runs a document without an engine, one task after the other, with nothing from before.</summary>
    public async Task<Outcome> RunEagerAsync(byte[] document)
    {
        try
        {
            var parsed = JobParser.Parse(document, Catalog).Require();
            var draft = new JobDraft { Name = parsed.Name, Nodes = [.. parsed.Nodes], Outputs = parsed.Outputs, Policy = (parsed.Policy ?? new Policy()) with { Cache = CacheMode.None } };
            var job = new JobKey(Tenants.Default, JobId.New(TimeProvider.System));
            var outcome = await Task.Run(() => CallingThread.Run(() => _services.Eager().RunAsync(job, JobChecker.Check(draft, Catalog).Require(), _baseFolder, CancellationToken.None)));
            return await OutcomeAsync(job, outcome);
        }
        catch (Exception e) when (e is JobInvalidException or MissingInputException or MisfitInputException)
        {
            return new Refused(e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }

    // What could not be known before the job ran: its user is told in words.
    private static string? WrongInput(FailureDetails? failure)
    {
        for (; failure is not null; failure = failure.Inner)
        {
            if (failure.ErrorType == typeof(MissingInputException).FullName || failure.ErrorType == typeof(MisfitInputException).FullName) return failure.Message;
        }
        return null;
    }

    private async Task<Outcome> OutcomeAsync(JobKey job, JobOutcome outcome)
    {
        if (outcome.Reason is { } reason) return new Broken(reason);
        if (outcome.Failures.FirstOrDefault(f => f.Kind is "platform" or "lostWorker" or "lostInput") is { } fault) return new Broken($"{fault.Kind} {fault.Task}: {fault.Message}");
        if (!outcome.Succeeded) return new Failed(string.Join("\n", outcome.Failures.Select(f => $"{f.Task} ({f.Kind}): {f.Message}")));
        return new Done(await _reader.ReadAsync(_services.Tenants[job.Tenant], job.Id));
    }
}
