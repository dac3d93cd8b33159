using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Activities;
using Serverless.Activities.Eager;
using Serverless.Activities.Pools;
using Serverless.Activities.Stages;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Graph.Functions;
using Serverless.Native.Files;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Resolving;
using Serverless.Tables;

namespace Serverless.Embedded;

/// <summary>What a host that runs jobs in its own process is made of, beside its engine: the same for a program that embeds the platform and for the command line.</summary>
public sealed class HostServices : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Lazy<ScratchFolder> _scratch;
    private readonly Lazy<TableEngine> _tables;

    /// <param name="blobs">The adapter that the host picked.</param>
    /// <param name="scratch">A folder of this process alone, made at the first question and gone with the services.</param>
    /// <param name="functions">All that this process has, now.</param>
    /// <param name="allowLocalFiles">Whether documents may name files of this machine.</param>
    /// <param name="permissions">What else they may do here.</param>
    /// <param name="time">The clock of jobs. Default: the system's.</param>
    /// <param name="logging">Where it is told what happens; null: nowhere.</param>
    public HostServices(IBlobAccount blobs, Lazy<ScratchFolder> scratch, Func<FunctionCatalog> functions, bool allowLocalFiles, JobPermissions permissions, TimeProvider? time = null, ILoggerFactory? logging = null)
    {
        _time = time ?? TimeProvider.System;
        Logging = logging ?? NullLoggerFactory.Instance;
        _scratch = scratch;
        AllowLocalFiles = allowLocalFiles;
        Permissions = permissions;
        _tables = new Lazy<TableEngine>(() => new TableEngine(new EngineOptions(Directory.CreateDirectory(Path.Combine(Scratch, "tables")).FullName)));
        Tenants = new Tenants(blobs, _time, _tables);
        Cancels = new CancelWatch(_time);
        Resolvers = new ResolverFactory(_tables, allowLocalFiles);
        Loader = new JobLoader(Tenants, functions);
    }

    /// <summary>Path of the scratch folder.</summary>
    public string Scratch => _scratch.Value.Path;

    /// <summary>Where it is told what happens.</summary>
    public ILoggerFactory Logging { get; }

    public bool AllowLocalFiles { get; }

    public JobPermissions Permissions { get; }

    /// <summary>The engine of our own queries, opened at first use.</summary>
    public Lazy<TableEngine> Tables => _tables;

    public Tenants Tenants { get; }

    public ResolverFactory Resolvers { get; }

    public JobLoader Loader { get; }

    public CancelWatch Cancels { get; }

    /// <summary>How units run here, with what else the host wants changed.</summary>
    public ExecutionOptions Execution => new() { ScratchFolder = Scratch, AllowLocalFiles = AllowLocalFiles, Permissions = Permissions, Time = _time, Logging = Logging };

    /// <summary>Runs jobs without an engine, on the thread that calls.</summary>
    public EagerJobs Eager(ExecutionOptions? execution = null) => new(Loader, Resolvers, execution ?? Execution, Cancels);

    /// <summary>Adds all that an engine needs to run jobs.</summary>
    /// <param name="registry">The engine's.</param>
    /// <param name="execution">How units run.</param>
    /// <param name="plan">What the planner is told.</param>
    /// <param name="client">The hub's client, asked for once steps run.</param>
    /// <param name="pools">The queues of workers; null: this host sends no units to workers.</param>
    public DurableRegistry AddTo(DurableRegistry registry, ExecutionOptions execution, PlanOptions plan, Func<DurableClient> client, PoolQueues? pools = null) =>
        registry.AddJobs(Loader, Resolvers, execution, plan, Cancels, client, pools);

    public async ValueTask DisposeAsync()
    {
        if (_tables.IsValueCreated) await _tables.Value.DisposeAsync();
        Cancels.Dispose();
        if (_scratch.IsValueCreated) _scratch.Value.Dispose();
    }
}
