using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable;
using Serverless.Native.Files;

namespace Serverless.Engine;

/// <summary>How an embedded engine runs. Checked once, at <c>EmbeddedEngine.OpenAsync</c>.</summary>
public sealed record EmbeddedEngineOptions
{
    /// <summary>The hub's folder; made when it is not there. One process owns it at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>The code.</summary>
    public required DurableRegistry Registry { get; init; }

    /// <summary>Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Activities that run at once; at least 1. Default: the number of processors.</summary>
    public int MaxConcurrentActivities { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Activities that take long: these alone share <see cref="MaxConcurrentActivities"/>, and all others have as many slots of their own, so that no
    /// orchestration waits for a slot to go on or to end. Default: none.
    /// </summary>
    public IReadOnlySet<string> LongActivities { get; init; } = System.Collections.Immutable.ImmutableHashSet<string>.Empty;

    /// <summary>Default <see cref="Durability.Fsync"/>.</summary>
    public Durability Durability { get; init; } = Durability.Fsync;

    /// <summary>Drops every orchestrator after its step, so that each step replays the whole history: finds code that is not deterministic. For tests.</summary>
    public bool ReplayEveryStep { get; init; }

    /// <summary>
    /// After every step, checks the invariants of the state, and that writing, reading and applying give the same state as applying alone. For tests.
    /// </summary>
    public bool Validate { get; init; }

    /// <summary>What the lock file tells others about this process; null: the process id alone.</summary>
    public HubOwner? LockInfo { get; init; }

    /// <summary>Orchestrators whose code stays in memory between steps; at least 1. Default 10,000.</summary>
    public int MaxLiveInstances { get; init; } = 10_000;

    /// <summary>Messages and actions of one orchestration; at least 10. Default <see cref="DurableLimits.HistoryEvents"/>.</summary>
    public int MaxHistoryEvents { get; init; } = DurableLimits.HistoryEvents;

    /// <summary>A segment of the log is closed before it passes this many bytes. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A snapshot is due when the log has grown by this many bytes (or by the size of the last snapshot). Default 64 MiB.</summary>
    public long SnapshotBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A snapshot is due at once when more than 20,000 frames were read back. Off: benchmarks of the reading itself.</summary>
    internal bool SnapshotAfterLongRecovery { get; init; } = true;

    /// <summary>A snapshot is due, and finished instances go to an archive on the disk, when more than this many are in memory. Default 10,000.</summary>
    public int MaxFinishedInMemory { get; init; } = 10_000;

    /// <summary>Finished instances are forgotten, at the next snapshot, so long after their end; null: never. Default 30 days.</summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A turn's records are written when they pass this many bytes. Default 256 KiB.</summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// While the disk refuses a frame, requests fail at once; who waits for an instance's end waits so long before that fails too. The instance goes on when the disk does. Default 10 s.
    /// </summary>
    public TimeSpan DiskTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Instances that are not to go on in this process, with the reason for people; null: it may. They keep their messages, their activities are not started again, and a process that
    /// does not hold them goes on with them. Asked on the dispatcher's thread, often. Default: none.
    /// </summary>
    public Func<InstanceId, string?> Holds { get; init; } = static _ => null;

    /// <summary>Default: none.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Default: the operating system's. Tests give one that loses power.</summary>
    public IFileSystem Files { get; init; } = DiskFileSystem.Instance;

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(Folder)) throw new InvalidOperationException("EmbeddedEngineOptions.Folder is empty; a hub needs one.");
        AtLeast(MaxConcurrentActivities, 1, nameof(MaxConcurrentActivities));
        AtLeast(MaxLiveInstances, 1, nameof(MaxLiveInstances));
        AtLeast(MaxHistoryEvents, 10, nameof(MaxHistoryEvents));
        AtLeast(SegmentBytes, 4096, nameof(SegmentBytes));
        AtLeast(SnapshotBytes, 1024, nameof(SnapshotBytes));
        AtLeast(MaxFinishedInMemory, 1, nameof(MaxFinishedInMemory));
        AtLeast(BatchBytes, 1024, nameof(BatchBytes));
    }

    private static void AtLeast(long value, long least, string name)
    {
        if (value < least) throw new InvalidOperationException($"EmbeddedEngineOptions.{name} is {value}; at least {least} is needed.");
    }
}
