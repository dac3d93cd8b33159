using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Activities;
using Serverless.Activities.Pools;
using Serverless.Activities.Restarts;
using Serverless.Api.Jobs;
using Serverless.Durable;
using Serverless.Embedded;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Execution;
using Serverless.Execution.Admission;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Local.Host;
using Serverless.Logic;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Json;
using Serverless.Store.Resolving;
using Serverless.Supervision;
using Serverless.Tables;

namespace Serverless.Local.Hosting;

/// <summary>Everything of one process: functions, stores, engine. Nothing touches the disk before <see cref="StartAsync"/>.</summary>
internal sealed class HostRuntime : IAsyncDisposable
{
    private static readonly FrozenSet<string> LongActivities = new[] { ActivityNames.RunUnit }.ToFrozenSet(StringComparer.Ordinal);

    // After a kill -9 of what a user started the process that it had started dies too, a moment later: two seconds are patience enough.
    private const int DyingTries = 40;
    private static readonly TimeSpan DyingLook = TimeSpan.FromMilliseconds(50);

    // What units get to end that look at their token; the others end with the process.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(1);

    private readonly HostSettings _settings;
    private readonly HostServices _services;
    private readonly DurableRegistry _registry = new();
    private readonly JobHoldPolicy _holds = new();
    private bool _hasHeld;
    private EmbeddedEngine? _engine;
    private IQueueAccount? _queues;

    private HostRuntime(HostSettings settings, FunctionCatalog functions, IBlobAccount blobs)
    {
        _settings = settings;
        _services = new HostServices(blobs, new Lazy<Native.Files.ScratchFolder>(Native.Files.ScratchFolder.Create), () => functions, settings.AllowLocalFiles, settings.Permissions, logging: settings.Logging);
        // Jobs that were accepted before are read with all of them: what they may do is looked at again where they run.
        Functions = functions.With(settings.Permissions);
        // Known from the start, so that the upkeep reaches it.
        _ = Tenants[settings.Tenant];
        Submitter = new JobSubmitter(Tenants, Functions, Resolvers, TimeProvider.System);
    }

    /// <summary>All of this process, for documents that are handed in.</summary>
    public FunctionCatalog Functions { get; }

    /// <summary>Which files they are from.</summary>
    public required LoadedFunctions Loaded { get; init; }

    public Tenants Tenants => _services.Tenants;

    public TenantStores Stores => Tenants[_settings.Tenant];

    public ResolverFactory Resolvers => _services.Resolvers;

    public JobSubmitter Submitter { get; }

    /// <summary>Made at the first question.</summary>
    public string ScratchFolder => _services.Scratch;

    public TableEngine Tables => _services.Tables.Value;

    /// <summary>The same, opened at first use.</summary>
    public Lazy<TableEngine> LazyTables => _services.Tables;

    /// <summary>What this host is made of.</summary>
    public HostServices Parts => _services;

    public DurableClient Client => (_engine ?? throw new InvalidOperationException("The host is not started.")).Client;

    /// <summary>Loads functions and connects to storage. Writes nothing.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isQuiet">Somebody else said already what is to be said of them.</param>
    public static async Task<HostRuntime> CreateAsync(HostSettings settings, CancellationToken cancellationToken, bool isQuiet = false)
    {
        if (Store.Tenants.Problem(settings.Tenant) is { } problem) throw new InputException(problem);
        var loaded = new LoadedFunctions();
        return new HostRuntime(settings, FunctionLoader.Load(settings.Functions, loaded, isQuiet ? null : Console.Error.WriteLine), await StorageAccounts.OpenBlobsAsync(settings, cancellationToken)) { Loaded = loaded };
    }

    /// <summary>Opens the hub and runs what is in it, but for jobs of which functions are missing here.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="holdReason">Why an unfinished job is not to go on in this process; null: it is.</param>
    /// <exception cref="HubInUseException">Another process holds the folder.</exception>
    public async Task StartAsync(CancellationToken cancellationToken, Func<JobInput, string?>? holdReason = null)
    {
        await OpenAsync(cancellationToken);
        await HoldAsync(holdReason, cancellationToken);
        await RestartHeldAsync(cancellationToken);
        await _engine!.StartAsync(cancellationToken);
    }

    /// <summary>Starts jobs of another logic version anew. To be called before anybody can watch them: in between, their old instance is seen to have ended.</summary>
    public async Task RestartHeldAsync(CancellationToken cancellationToken)
    {
        await HoldAsync(null, cancellationToken);
        if (!await JobRestarts.AreNeededAsync(Client, _registry, cancellationToken)) return;
        await Console.Error.WriteLineAsync("Jobs of this hub began under another version of the job logic: they are started anew, and find what is finished.");
        await _engine!.StartAsync(cancellationToken);
        foreach (var job in await JobRestarts.RestartAsync(Client, _registry, cancellationToken)) await Console.Error.WriteLineAsync($"Started anew: job {job.Id} of tenant {job.Tenant}.");
    }

    private async Task HoldAsync(Func<JobInput, string?>? holdReason, CancellationToken cancellationToken)
    {
        if (_hasHeld) return;
        _hasHeld = true;
        foreach (var (job, reason) in await _holds.FindAsync(await JobSubmitter.UnfinishedAsync(Client, tenant: null, cancellationToken), _services.Loader, holdReason, cancellationToken)) await Console.Error.WriteLineAsync($"Unfinished: job {job.Id} of tenant {job.Tenant}. {reason} Name the functions that it was submitted with by --functions.");
    }

    /// <summary>Opens the hub, so that its client works; no step runs before <see cref="StartAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the wait for a process that dies.</param>
    /// <param name="isPatient">Whether to wait for one: the one who holds the folder may be about to end.</param>
    /// <exception cref="HubInUseException">Another process holds the folder.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken, bool isPatient = true)
    {
        if (_engine is not null) return;
        var execution = Execution();
        // Which hub it is, is known when it is open, and the first activity runs later.
        _queues = await QueueAccounts.OpenAsync(_settings, cancellationToken);
        _services.AddTo(_registry, execution, PlanOptionsOf(), () => Client, new PoolQueues(_queues, () => _engine!.HubId)).AddJobRestarts(_services.Loader, () => Client, TimeProvider.System);
        var options = new EmbeddedEngineOptions
        {
            Folder = HostSettings.HubFolderOf(_settings.DataFolder),
            Registry = _registry,
            MaxConcurrentActivities = Environment.ProcessorCount + 2,
            LongActivities = LongActivities,
            Durability = _settings.Durability,
            Holds = _holds.ReasonOf,
            Logging = _settings.Logging,
        };
        for (var left = isPatient ? DyingTries : 0; ; left--)
        {
            try
            {
                _engine = await EmbeddedEngine.OpenAsync(options, cancellationToken);
                return;
            }
            catch (HubInUseException e) when (e.Owner?.Url is null && left > 0)
            {
                await Task.Delay(DyingLook, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>How units run in this process: those of its own hub, or those that a pool hands it.</summary>
    public ExecutionOptions Execution() => _services.Execution with
    {
        AdmissionController = new AdmissionController(Environment.ProcessorCount, ProcessBudget.UnitBytes(_settings.MemoryBytes), MemoryMonitor.OfThisProcess(TimeProvider.System)),
        Isolation = new ChildIsolation(["unit"], JsonSerializer.SerializeToElement(_settings, ExecutionJson.Options), ScratchFolder),
        LastDeath = SupervisedProcess.LastDeath,
        ProcessLimitBytes = _settings.MemoryBytes,
    };

    /// <summary>The queues to workers of the hub that is open.</summary>
    public PoolQueues Pools => new(_queues ?? throw new InvalidOperationException("The host is not open."), () => _engine!.HubId);

    /// <summary>Tells other processes how to reach this one.</summary>
    public void Announce(HubOwner owner) => (_engine ?? throw new InvalidOperationException("The host is not started.")).Announce(owner);

    /// <summary>Takes no new work and waits for running units until the token is cancelled; those that run then are lost and made again.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _engine?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>The same for a process that is about to end: what runs gets a moment, and ends in peace if it looks at its token.</summary>
    public async Task DrainAsync()
    {
        using var moment = new CancellationTokenSource(GracePeriod, TimeProvider.System);
        await StopAsync(moment.Token).WaitAsync(GracePeriod * 3, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }

    // For tests and operators: small units make crashes hit between them.
    public static PlanOptions PlanOptionsOf() =>
        long.TryParse(Environment.GetEnvironmentVariable("SERVERLESS_MAX_UNIT_TASKS"), out var most) && most > 0 ? new PlanOptions { MaxUnitTasks = most } : new PlanOptions();
}
