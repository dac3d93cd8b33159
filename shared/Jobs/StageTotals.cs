namespace Serverless.Jobs;

/// <summary>Sums over units that ran.</summary>
/// <param name="Units">Units that ended well.</param>
/// <param name="Tasks">Tasks in them.</param>
/// <param name="Rows">Rows that they wrote.</param>
/// <param name="Bytes">Bytes that they wrote.</param>
/// <param name="Found">Tasks that were recorded before and did not run.</param>
public sealed record StageTotals(int Units, long Tasks, long Rows, long Bytes, long Found)
{
    public static StageTotals Zero { get; } = new(0, 0, 0, 0, 0);

    /// <summary>What they asked of storage; null where none of them told.</summary>
    public StorageOperations? Storage { get; init; }

    public static StageTotals operator +(StageTotals a, StageTotals b) =>
        new(a.Units + b.Units, a.Tasks + b.Tasks, a.Rows + b.Rows, a.Bytes + b.Bytes, a.Found + b.Found) { Storage = StorageOperations.Sum(a.Storage, b.Storage) };

    public static StageTotals Add(StageTotals left, StageTotals right) => left + right;
}
