using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Serverless.Activities;
using Serverless.Activities.Restarts;
using Serverless.Activities.Stages;
using Serverless.Api;
using Serverless.Api.Access;
using Serverless.Api.Batch;
using Serverless.Api.Upkeep;
using Serverless.BuiltIns;
using Serverless.Durable;
using Serverless.Durable.DurableTask;
using Serverless.Execution;
using Serverless.Graph.Functions;
using Serverless.Native.Files;
using Serverless.Planning.Units;
using Serverless.Storage;
using Serverless.Storage.Azure;
using Serverless.Store;
using Serverless.Store.Resolving;
using Serverless.Tables;
using Serverless.Telemetry;

namespace Serverless.Azure.Hosting;

/// <summary>
/// Everything of one instance of the app: adapters and this host's code. The app runs built-in functions only: a process that loaded one tenant's package
/// must not serve another.
/// </summary>
public sealed class AzureHost : IAsyncDisposable
{
    // Of the timer's ten minutes several: a look that failed is made good, and what failed last month stays as it is.
    private static readonly TimeSpan RestartWindow = TimeSpan.FromHours(1);

    private readonly AppSettings _options;
    private readonly ScratchFolder _scratch = ScratchFolder.Create();
    private readonly CancelWatch _cancels = new(TimeProvider.System) { Every = TimeSpan.FromMilliseconds(900) };
    private readonly FunctionCatalog _functions = new FunctionCatalogBuilder().AddBuiltIns().Build();
    private readonly Lazy<TableEngine> _tables;
    private readonly ResolverFactory _resolvers;
    private readonly Tenants _tenants;
    private volatile DurableTaskClient? _client;

    // A record of so many is as long as a page of storage's, and every operation is paid for.
    private const int InlineBytes = 4096;

    private readonly ILoggerFactory _logging;
    private readonly ProcessTelemetry? _telemetry;

    private AzureHost(AppSettings options, IBlobAccount blobs, IQueueAccount queues, ILoggerFactory logging, ProcessTelemetry? telemetry)
    {
        (_options, _logging, _telemetry) = (options, logging, telemetry);
        Queues = queues;
        _tables = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(Path.Combine(_scratch.Path, "tables")).FullName)));
        _tenants = new Tenants(blobs, TimeProvider.System, _tables);
        // Known from the start, so that the upkeep of an app that has done nothing else yet reaches it.
        _ = _tenants[options.Tenant];
        _resolvers = new ResolverFactory(_tables, allowLocalFiles: false);
        var loader = new JobLoader(_tenants, _functions);
        Registry = new DurableRegistry()
            .AddJobs(loader, _resolvers, new ExecutionOptions { ScratchFolder = _scratch.Path, Permissions = options.Permissions, InlineBytes = InlineBytes, Logging = logging }, new PlanOptions { Slots = options.Slots }, _cancels, Client)
            .AddJobRestarts(loader, Client, TimeProvider.System)
            .AddOrchestrator(EventRelay.Name, static () => new EventRelay());
    }

    /// <summary>The code that triggers run.</summary>
    internal DurableRegistry Registry { get; }

    internal IQueueAccount Queues { get; }

    internal static AzureHost Create(AppSettings options, ILoggerFactory logging, ProcessTelemetry? telemetry = null) =>
        new(options, new AzureBlobAccount(options.Storage), new AzureQueueAccount(options.Storage), logging, telemetry);

    /// <summary>The API over the client that a trigger bound.</summary>
    internal ApiServices Services(DurableTaskClient client) => new()
    {
        Tenants = _tenants,
        Functions = _functions.With(_options.Permissions),
        Resolvers = _resolvers,
        Client = new PortClient(client),
        Tables = _tables,
        ScratchFolder = _scratch.Path,
        Keys = _options.ApiKeys is { Length: > 0 } keys ? ApiKeys.Parse(keys) : ApiKeys.None,
        HostName = "azure-functions",
        Units = new UnitTargets { Slots = _options.Slots },
        Logging = _logging,
        Scrape = _telemetry is { } telemetry ? telemetry.ScrapeAsync : null,
        Cache = _options.Cache,
    };

    /// <summary>The batch queue over the client that a trigger bound.</summary>
    internal BatchIntake Batch(DurableTaskClient client) => new(Services(client), _options.Tenant);

    /// <summary>Where messages of a queue go that can never be handled.</summary>
    internal PoisonQueue Poison(string queue) => new(Queues, queue, TimeProvider.System);

    /// <summary>What every host does now and then, and what this one's events of entities leave behind.</summary>
    internal async Task UpkeepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await RelayUpkeep.RunAsync(client, TimeProvider.System.GetUtcNow(), cancellationToken);
        await new HostUpkeep(Services(client)).RunAsync(cancellationToken);
    }

    /// <summary>Starts jobs anew that began under a version of the job logic that this app no longer has; they find what is finished.</summary>
    internal Task RestartAsync(DurableTaskClient client, CancellationToken cancellationToken) =>
        JobRestarts.RestartAsync(new PortClient(client), Registry, cancellationToken, TimeProvider.System.GetUtcNow() - RestartWindow);

    /// <summary>Remembers a client for units, which renew their leases by it. The extension makes one a hub and keeps it while the process lives.</summary>
    internal void Use(DurableTaskClient client) => _client = client;

    private PortClient Client() => new(_client ?? throw new InvalidOperationException("No trigger has bound a client yet."));

    public async ValueTask DisposeAsync()
    {
        if (_tables.IsValueCreated) await _tables.Value.DisposeAsync();
        _cancels.Dispose();
        _telemetry?.Dispose();
        _scratch.Dispose();
    }
}
