using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Api.Access;
using Serverless.Api.Jobs;
using Serverless.Api.Outputs;
using Serverless.Durable;
using Serverless.Graph.Functions;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Resolving;
using Serverless.Tables;

namespace Serverless.Api;

/// <summary>What the API works with; a host makes it once.</summary>
public sealed record ApiServices
{
    private OutputCache? _outputs;
    private JobNames? _jobNames;

    public required Tenants Tenants { get; init; }

    public required FunctionCatalog Functions { get; init; }

    /// <summary>Looks at what documents read. Documents of the API come without a folder, so that they name no files of the host.</summary>
    public required ResolverFactory Resolvers { get; init; }

    public required DurableClient Client { get; init; }

    /// <summary>The host's shared engine, for reading table outputs.</summary>
    public required Lazy<TableEngine> Tables { get; init; }

    /// <summary>A folder that belongs to this process.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Who may call. Default: only callers on this machine.</summary>
    public ApiKeys Keys { get; init; } = ApiKeys.None;

    /// <summary>Which kind of host this is, as <c>/api/version</c> shows it.</summary>
    public required string HostName { get; init; }

    /// <summary>How often a stream of events looks for new ones. Default 200 ms.</summary>
    public TimeSpan EventInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What this host's jobs size their units by: explanations do as well.</summary>
    public UnitTargets Units { get; init; } = new();

    /// <summary>How long results live.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>Where it is told what is asked, and what goes wrong. Default: nowhere.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Writes the process's metrics in the text format of Prometheus; null: this host has none but the semaphores' own numbers.</summary>
    public Func<CancellationToken, Task<string>>? Scrape { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal ILogger Log => Logging.CreateLogger("Serverless.Api");

    internal JobSubmitter Submitter => new(Tenants, Functions, Resolvers, Time);

    internal JobNames JobNames => LazyInitializer.EnsureInitialized(ref _jobNames, () => new JobNames(Time));

    internal OutputCache Outputs => LazyInitializer.EnsureInitialized(ref _outputs, () => new OutputCache(Path.Combine(ScratchFolder, "outputs")));
}
