using System.Text;
using Serverless.Activities;
using Serverless.Activities.Stages;
using Serverless.Api.Jobs;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Execution;
using Serverless.Execution.Admission;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Storage.Local;
using Serverless.Store;
using Serverless.Store.Resolving;
using Serverless.Tables;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Kit;

/// <summary>A host in this process: embedded engine with every step replayed, blobs in a folder that several hubs may share.</summary>
internal sealed class CacheHub : IAsyncDisposable
{
    public const string Tenant = "acme";

    private readonly CancelWatch _cancels = new(TimeProvider.System);
    private readonly EmbeddedEngine _engine;

    private CacheHub(EmbeddedEngine engine, Tenants tenants, JobSubmitter submitter, CancelWatch cancels)
    {
        (_engine, Tenants, Submitter, _cancels) = (engine, tenants, submitter, cancels);
    }

    public Tenants Tenants { get; }

    public TenantStores Stores => Tenants[Tenant];

    public DurableClient Client => _engine.Client;

    public JobSubmitter Submitter { get; }

    public static async Task<CacheHub> StartAsync(TempFolder folder, string hub = "hub", Type? functions = null, long unitTasks = 5)
    {
        var tenants = new Tenants(new LocalBlobAccount(folder.Of("blobs"), TimeProvider.System), TimeProvider.System);
        var catalog = new FunctionCatalogBuilder().AddBuiltIns().Add(functions ?? typeof(Probe)).Build();
        var resolvers = new ResolverFactory(new Lazy<TableEngine>(() => throw new InvalidOperationException("No tables here.")), allowLocalFiles: false);
        var cancels = new CancelWatch(TimeProvider.System);
        EmbeddedEngine? engine = null;
        var registry = new DurableRegistry().AddJobs(
            new JobLoader(tenants, catalog),
            resolvers,
            // Room for the units of two jobs, on a machine of any size.
            new ExecutionOptions { ScratchFolder = folder.Of($"scratch-{hub}"), AdmissionController = new AdmissionController(16, 1L << 40) },
            new PlanOptions { Slots = 2, MaxUnitTasks = unitTasks },
            cancels,
            () => engine!.Client);
        engine = await EmbeddedEngine.OpenAsync(
            new EmbeddedEngineOptions { Folder = folder.Of(hub), Registry = registry, MaxConcurrentActivities = 8, ReplayEveryStep = true, Validate = true }, CancellationToken.None);
        await engine.StartAsync(CancellationToken.None);
        return new CacheHub(engine, tenants, new JobSubmitter(tenants, catalog, resolvers, TimeProvider.System), cancels);
    }

    public async Task<JobKey> SubmitAsync(string document, string? id = null)
    {
        var submitted = await Submitter.AcceptAsync(Client, Tenant, Encoding.UTF8.GetBytes(document), new SubmitOptions { JobId = id }, CancellationToken.None);
        return submitted.Job;
    }

    public async Task<JobOutcome> WaitAsync(JobKey job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var state = await Client.WaitAsync(JobSubmitter.InstanceOf(job), patience.Token);
        Assert.True(state.Status == InstanceStatus.Completed, $"{state.Status}: {state.Failure?.Message}");
        return state.ReadOutput<JobOutcome>()!;
    }

    public async Task<JobOutcome> RunAsync(string document)
    {
        var outcome = await WaitAsync(await SubmitAsync(document));
        Assert.True(outcome.Succeeded, string.Join('\n', outcome.Failures));
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _cancels.Dispose();
    }
}
