using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable;
using Serverless.Native.Files;
using Serverless.Storage;

namespace Serverless.Embedded;

/// <summary>How jobs run inside this program.</summary>
public sealed record LocalHostOptions
{
    /// <summary>
    /// Folder of log and results: what is finished there is not run again, also by the next process. Default: a new temporary folder that goes with the host.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>Whose data and jobs. Default <c>default</c>.</summary>
    public string Tenant { get; init; } = Store.Tenants.Default;

    /// <summary>Units that run at once; at least 1. Default: the processors of this machine.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Where else functions are, for jobs that an earlier process left unfinished in <see cref="DataFolder"/>. Functions of graphs are known from the graphs.</summary>
    public ImmutableArray<Assembly> Functions { get; init; } = [];

    /// <summary>Largest unit in tasks; default none. Small ones lose less in a crash and cost more.</summary>
    public long MaxUnitTasks { get; init; } = long.MaxValue;

    /// <summary>How often a long unit records what it has finished. Default 5 s.</summary>
    public TimeSpan RecordEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A unit that takes three times what its siblings did, and longer than this, is started a second time on an idle slot, where its functions are pure and its
    /// policy lets it; whichever run is first counts. Null: none is. Default 10 s.
    /// </summary>
    public TimeSpan? SpeculateAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where it is told what happens: starts and ends of jobs (information), what was tried again or late (warning), what failed for good (error). Default: nowhere.
    /// Metrics and spans are those of the meters and sources <c>Serverless.*</c>, for whatever this program listens with.
    /// </summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>For benchmarks: what stands between jobs and the folder, as a counter of operations.</summary>
    internal Func<IBlobAccount, IBlobAccount> WrapBlobs { get; init; } = static account => account;

    /// <summary>For tests: what a unit should take.</summary>
    internal TimeSpan UnitAim { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For tests: where <see cref="DataFolder"/> is, as on a disk that loses power.</summary>
    internal IFileSystem Files { get; init; } = DiskFileSystem.Instance;

    /// <summary>For tests: what stands between the engine and the code of jobs, as activities that are lost.</summary>
    internal Func<DurableRegistry, DurableRegistry> WrapCode { get; init; } = static code => code;
}
