namespace Serverless.Planning.Calls;

/// <summary>What a cut is judged by.</summary>
internal sealed record PartitionCosts
{
    /// <summary>
    /// For a handful of calls: people write those by hand, and each may take minutes. So they are cut where that costs no parallelism, on more slots than
    /// most machines have, and nowhere else.
    /// </summary>
    public static PartitionCosts OfFew { get; } = new() { Slots = 64, TaskSeconds = 1 };

    /// <summary>Partitions that run at once, on paper. The same everywhere, so that a graph is cut the same way everywhere. Default 16.</summary>
    public int Slots { get; init; } = 16;

    /// <summary>Seconds of one task. Default 1 ms: a guess.</summary>
    public double TaskSeconds { get; init; } = 0.001;

    /// <summary>Seconds that a partition takes beside its tasks: look-up, record, result. Default 10 ms.</summary>
    public double PartitionSeconds { get; init; } = 0.010;

    /// <summary>Seconds for reading one partition's results in another. Default 1 ms.</summary>
    public double EdgeSeconds { get; init; } = 0.001;

    /// <summary>Most partitions. Default 4,096: a plan, and what orchestrations carry of it, stays small.</summary>
    public int MaxPartitions { get; init; } = 4096;
}
