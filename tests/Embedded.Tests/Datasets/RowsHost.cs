using Serverless.Activities;
using Serverless.Activities.Stages;
using Serverless.Api.Jobs;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Native.Files;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Jobs;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;
using Serverless.Testing.Killing;

namespace Serverless.Embedded.Tests.Datasets;

/// <summary>The platform over a folder, as one process has it that may be killed. It takes documents as text.</summary>
internal sealed class RowsHost : IAsyncDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(3);
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Build();

    private readonly HostServices _services;
    private readonly EmbeddedEngine _engine;
    private readonly KilledFiles _files;

    private RowsHost(HostServices services, EmbeddedEngine engine, KilledFiles files) => (_services, _engine, _files) = (services, engine, files);

    public TenantStores Stores => _services.Tenants[Tenants.Default];

    public TableEngine Tables => _services.Tables.Value;

    /// <summary>Opens the folder, and goes on with what is unfinished there.</summary>
    public static async Task<RowsHost> StartAsync(string folder, int slots, KilledFiles files)
    {
        var services = new HostServices(new LocalBlobAccount(folder, TimeProvider.System, files), new Lazy<ScratchFolder>(ScratchFolder.Create), () => Catalog, allowLocalFiles: true, JobPermissions.All);
        try
        {
            EmbeddedEngine? engine = null;
            var registry = services.AddTo(new DurableRegistry(), services.Execution, new PlanOptions { Slots = slots, MaxUnitTasks = 1 }, () => engine!.Client);
            engine = await EmbeddedEngine.OpenAsync(
                new EmbeddedEngineOptions { Folder = Path.Combine(folder, "hub"), Registry = registry, Files = files, MaxConcurrentActivities = slots + 2, Durability = Durability.Flush }, CancellationToken.None);
            await engine.StartAsync(CancellationToken.None);
            return new RowsHost(services, engine, files);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a document as a durable job; the same id again goes on with it.</summary>
    /// <returns>Null: it is done. Otherwise what it says.</returns>
    public async Task<string?> RunAsync(byte[] document, string id)
    {
        SubmittedJob submitted;
        try
        {
            submitted = await new JobSubmitter(_services.Tenants, Catalog, _services.Resolvers, TimeProvider.System)
                .AcceptAsync(_engine.Client, Tenants.Default, document, new SubmitOptions { JobId = id }, CancellationToken.None);
        }
        catch (JobInvalidException e)
        {
            return e.Message;
        }
        var state = await _engine.Client.WaitAsync(JobSubmitter.InstanceOf(submitted.Job), CancellationToken.None).WaitAsync(MaxWait, TimeProvider.System);
        if (state.Status != InstanceStatus.Completed) return Missing(state.Failure) ?? throw new InvalidOperationException($"{id} is {state.Status}: {state.Failure?.Message}");
        return SaidBy(state.ReadOutput<JobOutcome>()!);
    }

    /// <summary>Runs a document on the calling thread, as another process beside the engine does.</summary>
    public async Task<string?> RunBesideAsync(byte[] document, string id)
    {
        try
        {
            return SaidBy(await Task.Run(() => _services.Eager().RunAsync(new JobKey(Tenants.Default, id), JobParser.Parse(document, Catalog).Require(), null, CancellationToken.None)));
        }
        catch (Exception e) when (e is JobInvalidException or MissingInputException or MisfitInputException)
        {
            return e.Message;
        }
    }

    /// <summary>Rows of a finished job's output, each as one text, in order.</summary>
    public async Task<List<string>> OutputAsync(string id, string node)
    {
        var outputs = (await Stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(id, JobBlobs.Outputs, CancellationToken.None))!;
        using var folder = new TempFolder();
        var files = await OutputFiles.SaveAsync(Stores, outputs[node], folder.Path, CancellationToken.None);
        return await RowsAsync(new TableQuery("FROM input") { Inputs = new Dictionary<string, TableInput> { ["input"] = TableInput.Parquet(files) } });
    }

    /// <summary>Rows of a query, each as one text, in order.</summary>
    public async Task<List<string>> RowsAsync(TableQuery query)
    {
        var rows = new List<string>();
        using var reader = await Tables.ReadAsync(query);
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount; row++) rows.Add(string.Join('|', Enumerable.Range(0, reader.Schema.Columns.Count).Select(c => reader.Column(c).Value(row) ?? "∅")));
        }
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>Collects all results that no job holds, as a month later.</summary>
    public async Task CollectAsync() =>
        await new CacheCollector(Stores, new CacheOptions { BudgetBytes = 0 }, new Later()).CollectAsync(dryRun: false, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _engine.DisposeAsync().AsTask().WaitAsync(MaxWait, TimeProvider.System);
            await _services.DisposeAsync();
        }
        catch (Exception e) when (_files.IsDead && e is not TimeoutException)
        {
            // The dead tidy nothing up.
        }
    }

    private static string? SaidBy(JobOutcome outcome)
    {
        if (outcome.Reason is { } reason) throw new InvalidOperationException(reason);
        if (outcome.Failures.FirstOrDefault(f => f.Kind is "platform" or "lostWorker" or "lostInput") is { } fault) throw new InvalidOperationException($"{fault.Kind} {fault.Task}: {fault.Message}");
        return outcome.Succeeded ? null : string.Join("\n", outcome.Failures.Select(f => $"{f.Task} ({f.Kind}): {f.Message}"));
    }

    private static string? Missing(FailureDetails? failure)
    {
        for (; failure is not null; failure = failure.Inner)
        {
            if (failure.ErrorType == typeof(MissingInputException).FullName || failure.ErrorType == typeof(MisfitInputException).FullName) return failure.Message;
        }
        return null;
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromDays(40);
    }
}
