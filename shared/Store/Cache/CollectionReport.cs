namespace Serverless.Store.Cache;

/// <summary>What one collection found and did, or would do.</summary>
public sealed record CollectionReport
{
    public required bool IsDryRun { get; init; }

    /// <summary>Nodes with results or records.</summary>
    public int Nodes { get; init; }

    /// <summary>Bytes of all of them before the collection.</summary>
    public long Bytes { get; init; }

    /// <summary>Of these, what jobs hold.</summary>
    public long PinnedBytes { get; init; }

    public int EvictedNodes { get; init; }

    public long EvictedBytes { get; init; }

    /// <summary>Blobs that nothing refers to: results and records of lost attempts, of closed epochs, of evicted nodes.</summary>
    public int DeletedBlobs { get; init; }

    public long DeletedBytes { get; init; }

    /// <summary>Ended jobs whose time was over.</summary>
    public IReadOnlyList<string> PurgedJobs { get; init; } = [];

    /// <summary>What could not be read, and was passed over: names of blobs.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>Plans and snapshots of no job.</summary>
    public int DeletedPlans { get; init; }
}
