using System.Collections.Frozen;
using Serverless.Activities;
using Serverless.Activities.Eager;
using Serverless.Client.Building;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Execution;
using Serverless.Graph.Functions;
using Serverless.Logic;
using Serverless.Native.Files;
using Serverless.Storage.Local;

namespace Serverless.Embedded;

/// <summary>
/// The whole platform inside this program: the embedded engine, the executor, and storage in a folder. Graphs run as durable jobs with all cores; nothing
/// else has to be installed or started.
/// <code>
/// await using var here = await LocalHost.StartAsync();
/// var total = await here.ComputeAsync(graph.Range(1_000_000).Map(x => Numbers.Square(x)).Reduce((a, b) => Numbers.Add(a, b)));
/// </code>
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    // The engine's other activities have slots of their own.
    private static readonly FrozenSet<string> LongActivities = new[] { ActivityNames.RunUnit }.ToFrozenSet(StringComparer.Ordinal);

    private readonly HostServices _services;
    private readonly EmbeddedEngine _engine;
    private readonly EagerJobs _eager;

    private LocalHost(LocalHostOptions options, MutableCatalog functions, HostServices services, ExecutionOptions execution, EmbeddedEngine engine)
    {
        (_services, _engine) = (services, engine);
        _eager = services.Eager(execution);
        Jobs = new LocalJobs(services.Tenants, options.Tenant, functions, services.Resolvers, engine.Client);
    }

    internal LocalJobs Jobs { get; }

    /// <summary>For benchmarks: what it counts.</summary>
    internal EmbeddedEngine Engine => _engine;

    /// <summary>Opens the folder and goes on with what is unfinished there.</summary>
    /// <exception cref="HubInUseException">Another process holds the folder.</exception>
    public static async Task<LocalHost> StartAsync(LocalHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalHostOptions();
        if (options.Slots < 1) throw new ArgumentException($"Slots is {options.Slots}; at least one unit has to run.", nameof(options));
        var scratch = ScratchFolder.Create();
        var folder = Path.GetFullPath(options.DataFolder ?? Path.Combine(scratch.Path, "data"));
        var functions = new MutableCatalog(options.Functions);
        // Documents come from this program: its files are its own, and so is what it may do.
        var services = new HostServices(
            options.WrapBlobs(new LocalBlobAccount(folder, TimeProvider.System, options.Files)), new Lazy<ScratchFolder>(scratch), () => functions.Current, allowLocalFiles: true, JobPermissions.All, logging: options.Logging);
        // Slots are what the caller gives, on however many processors. A unit takes one of them at least: a small "cpu" lets no more run.
        var execution = services.Execution with { RecordEvery = options.RecordEvery, AdmissionController = ExecutionOptions.AdmissionOf(options.Slots) };
        EmbeddedEngine? engine = null;
        // The engine's steps start before there is a host to give; they ask for the client once they run.
        var registry = services.AddTo(new DurableRegistry(), execution, new PlanOptions { Slots = options.Slots, MaxUnitTasks = options.MaxUnitTasks, UnitAim = options.UnitAim, SpeculateAfter = options.SpeculateAfter }, () => engine!.Client);
        engine = await EmbeddedEngine.OpenAsync(
            new EmbeddedEngineOptions { Folder = Path.Combine(folder, "hub"), Registry = options.WrapCode(registry), Files = options.Files, MaxConcurrentActivities = options.Slots, LongActivities = LongActivities, Logging = options.Logging }, cancellationToken);
        await engine.StartAsync(cancellationToken);
        return new LocalHost(options, functions, services, execution, engine);
    }

    /// <summary>Runs what a value needs, and gives it.</summary>
    /// <param name="value">Of any graph.</param>
    /// <param name="progress">Told how far the job is, a few times a second at most.</param>
    /// <param name="cancellationToken">Cancels the job: user code hears of it within a second; what is finished stays recorded.</param>
    /// <exception cref="Graph.Validation.JobInvalidException">A file or dataset that it reads is not there; all are listed.</exception>
    /// <exception cref="JobFailedException">A task failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and has ended.</exception>
    public async Task<T> ComputeAsync<T>(Delayed<T> value, IProgress<ComputeProgress>? progress = null, CancellationToken cancellationToken = default) =>
        await (await ComputeAsync([value], progress, cancellationToken)).GetAsync(value, cancellationToken);

    /// <summary>Runs what a collection needs, and gives its elements.</summary>
    /// <inheritdoc cref="ComputeAsync{T}(Delayed{T}, IProgress{ComputeProgress}?, CancellationToken)"/>
    public async Task<IReadOnlyList<T>> ComputeAsync<T>(Collection<T> value, IProgress<ComputeProgress>? progress = null, CancellationToken cancellationToken = default) =>
        await (await ComputeAsync([value], progress, cancellationToken)).GetAsync(value, cancellationToken);

    /// <summary>Runs several outputs of one graph as one job.</summary>
    /// <inheritdoc cref="ComputeAsync{T}(Delayed{T}, IProgress{ComputeProgress}?, CancellationToken)"/>
    public Task<ComputedJob> ComputeAsync(IReadOnlyList<GraphHandle> outputs, IProgress<ComputeProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Jobs.RunAsync(outputs, progress, cancellationToken);

    /// <summary>Runs everything a value needs on the calling thread, one task after the other, and nothing from earlier runs: for the debugger.</summary>
    /// <exception cref="JobFailedException">A task failed.</exception>
    public T ComputeEager<T>(Delayed<T> value, CancellationToken cancellationToken = default) =>
        CallingThread.Run(async () => await (await Jobs.RunEagerAsync(_eager, [value], cancellationToken)).GetAsync(value, cancellationToken));

    /// <inheritdoc cref="ComputeEager{T}(Delayed{T}, CancellationToken)"/>
    public IReadOnlyList<T> ComputeEager<T>(Collection<T> value, CancellationToken cancellationToken = default) =>
        CallingThread.Run(async () => await (await Jobs.RunEagerAsync(_eager, [value], cancellationToken)).GetAsync(value, cancellationToken));

    /// <summary>Stops the engine; jobs that run are suspended by it, and go on when the folder is opened again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }
}
