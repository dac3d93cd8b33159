using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Api.Access;
using Serverless.Api.Jobs;
using Serverless.Api.Outputs;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Execution.Cache;
using Serverless.Execution.Resolving;
using Serverless.Graph.Functions;
using Serverless.Tables;

namespace Serverless.Api;

/// <summary>What the API works with; a host makes it once.</summary>
public sealed record ApiServices
{
    private OutputCache? _outputs;

    public required Tenants Tenants { get; init; }

    public required FunctionCatalog Functions { get; init; }

    /// <summary>Looks at what documents read. Documents of the API come without a folder, so that they name no files of the host.</summary>
    public required ResolverFactory Resolvers { get; init; }

    public required DurableClient Client { get; init; }

    /// <summary>The host's shared engine, for reading table outputs.</summary>
    public required Lazy<TableEngine> Tables { get; init; }

    /// <summary>A folder that belongs to this process.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Who may call. Default: nobody but callers on this machine.</summary>
    public ApiKeys Keys { get; init; } = ApiKeys.None;

    /// <summary>Which kind of host this is, as <c>/api/version</c> shows it.</summary>
    public required string HostName { get; init; }

    /// <summary>How often a stream of events looks for new ones. Default 200 ms.</summary>
    public TimeSpan EventInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Units that run at once, for explaining. Default: the processors of this machine.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>How long results live.</summary>
    public CacheOptions Cache { get; init; } = new();

    public ILogger Log { get; init; } = NullLogger.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal JobSubmitter Submitter => new(Tenants, Functions, Resolvers, Time);

    internal OutputCache Outputs => LazyInitializer.EnsureInitialized(ref _outputs, () => new OutputCache(Path.Combine(ScratchFolder, "outputs")));
}
