using System.Text;
using System.Text.Json;
using Serverless.Activities.Restarts;
using Serverless.Activities.Stages;
using Serverless.Api.Jobs;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Execution;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Logic.Blocks;
using Serverless.Logic.Jobs;
using Serverless.Logic.Messages;
using Serverless.Logic.Restarts;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Resolving;
using Serverless.Tables;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Restarts;

/// <summary>Jobs over real blobs and the real engine, by hosts with the job logic of any version.</summary>
internal sealed class JobFixture : IAsyncDisposable
{
    private const string Tenant = "acme";
    private static readonly LogicName OldJob = new("Job", 0);
    private static readonly LogicName OldBlock = new("Block", 0);

    private readonly TempFolder _folder = new();
    private readonly CancelWatch _cancels = new(TimeProvider.System);
    private readonly LocalBlobAccount _blobs;
    private readonly Tenants _tenants;
    private readonly FunctionCatalog _functions = new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(Squares)).Build();
    private readonly ResolverFactory _resolvers;

    public JobFixture()
    {
        _blobs = new LocalBlobAccount(_folder.Path, TimeProvider.System);
        _tenants = new Tenants(_blobs, TimeProvider.System);
        _resolvers = new ResolverFactory(new Lazy<TableEngine>(() => throw new InvalidOperationException("These jobs read no tables.")), allowLocalFiles: false);
    }

    public TenantStores Stores => _tenants[Tenant];

    public JobLoader Loader => new(_tenants, _functions);

    /// <summary>Runs one unit beside whatever its job does.</summary>
    public Task<UnitReport> RunUnitAsync(UnitRequest unit) =>
        new RunUnitActivity(Loader, Execution(), _cancels).RunAsync(new ActivityContext(unit.Job.ToInstanceId(), "test"), unit, CancellationToken.None);

    /// <summary>Opens the hub as a host with the job logic that is current, and starts anew what it lacks.</summary>
    /// <param name="givenUpSince">See <see cref="JobRestarts.RestartAsync"/>.</param>
    public async Task<EmbeddedEngine> StartAsync(DateTimeOffset? givenUpSince = null)
    {
        DurableClient? client = null;
        var registry = new DurableRegistry();
        var loader = new JobLoader(_tenants, _functions);
        registry.AddJobs(loader, _resolvers, Execution(), Plan, _cancels, () => client!).AddJobRestarts(loader, () => client!, TimeProvider.System);
        var engine = await OpenAsync(_folder.Of("hub"), registry);
        client = engine.Client;
        if (givenUpSince is not null || await JobRestarts.AreNeededAsync(client, registry, CancellationToken.None)) await JobRestarts.RestartAsync(client, registry, CancellationToken.None, givenUpSince);
        return engine;
    }

    /// <summary>Opens the hub as an older host: <see cref="OldJob"/> instead of today's job, or a stage that calls <see cref="OldBlock"/>.</summary>
    public async Task<EmbeddedEngine> StartOlderAsync(bool oldJob)
    {
        var jobs = new DurableRegistry().AddJobs(new JobLoader(_tenants, _functions), _resolvers, Execution(), Plan, _cancels);
        var registry = new DurableRegistry();
        foreach (var activity in jobs.Activities) registry.AddActivity(activity, jobs.FindActivity(activity)!);
        foreach (var entity in jobs.Entities) registry.AddEntity(entity, jobs.FindEntity(entity)!);
        registry.AddOrchestrator(oldJob ? OldJob : LogicNames.Job, static () => new JobOrchestration());
        registry.AddOrchestrator(LogicNames.Stage, oldJob ? static () => new StageOrchestration() : static () => new OlderStage());
        registry.AddOrchestrator(oldJob ? LogicNames.Block : OldBlock, static () => new BlockOrchestration());
        return await OpenAsync(_folder.Of("hub"), registry);
    }

    /// <summary>Stores a job as its submission does and starts it: as today's job, or as the older one.</summary>
    public async Task<JobKey> SubmitAsync(DurableClient client, bool oldJob, string document)
    {
        if (!oldJob) return await SubmitAsync(client, document);
        // The submission knows today's name only: another hub takes that start, and no step of it runs.
        await using var elsewhere = await EmbeddedEngine.OpenAsync(
            new EmbeddedEngineOptions { Folder = _folder.Of("elsewhere"), Registry = new DurableRegistry().AddOrchestrator(LogicNames.Job, static () => new JobOrchestration()) });
        var job = await SubmitAsync(elsewhere.Client, document);
        var input = (await elsewhere.Client.GetAsync(job.ToInstanceId(), CancellationToken.None))!.Input!;
        await client.StartAsync(OldJob, JsonSerializer.Deserialize<JobInput>(input, DurableJson.Options), job.ToInstanceId(), CancellationToken.None);
        return job;
    }

    /// <summary>Leaves a restart as a host leaves it that dies after the old instance is gone and before the new one is there.</summary>
    public async Task CutOffRestartAsync(JobKey job)
    {
        var registry = new DurableRegistry().AddJobRestarts(new JobLoader(_tenants, _functions), () => throw new InvalidOperationException("No step runs."), TimeProvider.System);
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = _folder.Of("hub"), Registry = registry });
        var id = job.ToInstanceId();
        var input = JsonSerializer.Deserialize<JobInput>((await engine.Client.GetAsync(id, CancellationToken.None))!.Input!, DurableJson.Options)!;
        await engine.Client.StartAsync(RestartNames.Orchestration, new RestartRequest(input, OldJob.ToString(), Suspended: false), new InstanceId($"{id}:restart.1"), CancellationToken.None);
        await engine.Client.TerminateAsync(id, "started anew", CancellationToken.None);
        await engine.Client.PurgeAsync(id, CancellationToken.None);
    }

    /// <summary>Fails a job as Durable Task does when an app has no function for its code.</summary>
    public async Task GiveUpAsync(JobKey job)
    {
        var registry = new DurableRegistry().AddOrchestrator(OldJob, static () => new Lost()).AddOrchestrator(LogicNames.Stage, static () => new Lost()).AddOrchestrator(LogicNames.Block, static () => new Lost());
        await using var engine = await OpenAsync(_folder.Of("hub"), registry);
        await Condition.WaitAsync("the job failed", async () => (await engine.Client.GetAsync(job.ToInstanceId(), CancellationToken.None))!.Status == InstanceStatus.Failed);
    }

    public async Task<Dictionary<string, ETag>> LedgerAsync()
    {
        var found = new Dictionary<string, ETag>(StringComparer.Ordinal);
        await foreach (var blob in _blobs.GetContainer(Tenant).ListAsync("ledger/", CancellationToken.None)) found[blob.Name.Value] = blob.ETag;
        return found;
    }

    public async Task<IReadOnlyList<string>> EventTypesAsync(JobKey job)
    {
        var types = new List<string>();
        for (var page = 0L; await Stores.Events.ReadAsync(job.Id, page, CancellationToken.None) is { } events; page++) types.AddRange(events.Events.Select(e => e.Type));
        return types;
    }

    public ValueTask DisposeAsync()
    {
        _cancels.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static PlanOptions Plan => new() { MaxUnitTasks = 1, Slots = 2 };

    private ExecutionOptions Execution() => new() { ScratchFolder = _folder.Of("scratch") };

    private async Task<JobKey> SubmitAsync(DurableClient client, string document)
    {
        var submitter = new JobSubmitter(_tenants, _functions, _resolvers, TimeProvider.System);
        return (await submitter.AcceptAsync(client, Tenant, Encoding.UTF8.GetBytes(document), new SubmitOptions(), CancellationToken.None)).Job;
    }

    private static async Task<EmbeddedEngine> OpenAsync(string folder, DurableRegistry registry)
    {
        var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder, Registry = registry, MaxConcurrentActivities = 4, Validate = true });
        await engine.StartAsync(CancellationToken.None);
        return engine;
    }

    private sealed class Lost : Orchestrator<object?, object?>
    {
        public override Task<object?> RunAsync(OrchestrationContext context, object? input) => throw new InvalidOperationException("No function of that name.");
    }

    private sealed class OlderStage : Orchestrator<StageInput, StageResult>
    {
        public override async Task<StageResult> RunAsync(OrchestrationContext context, StageInput input) =>
            (await context.CallSubOrchestrationAsync<StageResult>(
                OldBlock,
                new BlockInput(input.Job, input.Stage, input.Plan.Plan, 0, input.Plan.Window, input.Plan.OnError),
                new InstanceId($"{context.InstanceId}:b0")))!;
    }
}
