namespace Serverless.Planning.Kinds;

/// <summary>How collections of tables whose rows go together by their keys are laid out over tasks.</summary>
/// <param name="Way">Which way.</param>
/// <param name="Buckets">Of rows that are spread: over how many buckets, each a task; else 0.</param>
internal readonly record struct MatchLayout(MatchWay Way, int Buckets = 0)
{
    /// <summary>Bytes of files that one bucket should have: some hundred megabytes of memory.</summary>
    public const long BucketBytes = 64L << 20;

    // Each bucket reads a range of each part: more requests than this take minutes by themselves.
    private const long MostRanges = 4_000_000;
    private const int MostBuckets = 4096;

    public static MatchLayout AllAtOnce => new(MatchWay.AllAtOnce);

    public static MatchLayout Spread(int buckets) => new(MatchWay.Spread, buckets);

    public static MatchLayout SpreadBySize(IReadOnlyList<TableSize> inputs)
    {
        var wanted = (inputs.Sum(input => input.Bytes) + BucketBytes - 1) / BucketBytes;
        var most = Math.Min(MostBuckets, MostRanges / Math.Max(1, inputs.Sum(input => input.Count)));
        return Spread((int)Math.Clamp(wanted, 2, Math.Max(2, most)));
    }
}

/// <summary>Ways of laying out tables. The numbers are part of tokens.</summary>
internal enum MatchWay
{
    /// <summary>All of each in one task.</summary>
    AllAtOnce = 0,

    /// <summary>Each partition of the first with all of the second.</summary>
    SecondEverywhere = 1,

    /// <summary>All of the first with each partition of the second.</summary>
    FirstEverywhere = 2,

    /// <summary>Rows of each are spread over buckets by their keys, and a task takes a bucket of each.</summary>
    Spread = 3,
}

/// <summary>How large a collection of tables is.</summary>
/// <param name="Count">Partitions.</param>
/// <param name="Bytes">Of its files as they are stored, those of a read with all of their columns.</param>
internal readonly record struct TableSize(long Count, long Bytes);
