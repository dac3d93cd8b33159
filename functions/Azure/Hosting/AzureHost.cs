using Microsoft.DurableTask.Client;
using Serverless.Activities;
using Serverless.Api;
using Serverless.Api.Access;
using Serverless.Api.Batch;
using Serverless.Azure.Adapter;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Execution.Resolving;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Storage;
using Serverless.Storage.Azure;
using Serverless.Tables;

namespace Serverless.Azure.Hosting;

/// <summary>
/// Everything of one instance of the app: adapters and this host's code. The app runs built-in functions only: a process that loaded one tenant's package
/// must not serve another.
/// </summary>
public sealed class AzureHost : IAsyncDisposable
{
    private readonly AppSettings _options;
    private readonly string _scratch = Path.Combine(Path.GetTempPath(), $"serverless-{Environment.ProcessId}");
    private readonly CancelWatch _cancels = new(TimeProvider.System);
    private readonly FunctionCatalog _functions = new FunctionCatalogBuilder().AddBuiltIns().Build();
    private readonly Lazy<TableEngine> _tables;
    private readonly ResolverFactory _resolvers;
    private readonly Tenants _tenants;

    private AzureHost(AppSettings options, IBlobAccount blobs, IQueueAccount queues)
    {
        _options = options;
        Queues = queues;
        _tables = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(Path.Combine(_scratch, "tables")).FullName)));
        _tenants = new Tenants(blobs, TimeProvider.System);
        _resolvers = new ResolverFactory(_tables, allowLocalFiles: false);
        Registry = new DurableRegistry()
            .AddJobs(new JobLoader(_tenants, _functions), _resolvers, new ExecutionOptions { ScratchFolder = _scratch }, new PlanOptions { Slots = options.Slots }, _cancels)
            .AddOrchestrator(EventRelay.Name, static () => new EventRelay());
    }

    /// <summary>The code that triggers run.</summary>
    internal DurableRegistry Registry { get; }

    internal IQueueAccount Queues { get; }

    /// <summary>Whether a caller on this machine counts as local. The worker's peer is always the Functions host, so it does not elsewhere.</summary>
    internal bool IsDevelopment => _options.IsDevelopment;

    internal static AzureHost Create(AppSettings options) => new(options, new AzureBlobAccount(options.Storage), new AzureQueueAccount(options.Storage));

    /// <summary>The API over the client that a trigger bound.</summary>
    internal ApiServices Services(DurableTaskClient client) => new()
    {
        Tenants = _tenants,
        Functions = _functions,
        Resolvers = _resolvers,
        Client = new PortClient(client),
        Tables = _tables,
        ScratchFolder = _scratch,
        Keys = _options.ApiKeys is { Length: > 0 } keys ? ApiKeys.Parse(keys) : ApiKeys.None,
        HostName = "azure-functions",
        Slots = _options.Slots,
    };

    /// <summary>The batch queue over the client that a trigger bound.</summary>
    internal BatchIntake Batch(DurableTaskClient client) => new(Services(client), _options.Tenant);

    public async ValueTask DisposeAsync()
    {
        if (_tables.IsValueCreated) await _tables.Value.DisposeAsync();
        _cancels.Dispose();
        if (Directory.Exists(_scratch)) Directory.Delete(_scratch, recursive: true);
    }
}
