using Serverless.Storage;

namespace Serverless.Store.Records;

/// <summary>What counts of one node at one moment.</summary>
/// <param name="Token">Whose.</param>
/// <param name="Epoch">Where new records go.</param>
/// <param name="Records">By first index.</param>
/// <param name="Version">Of the fence; null when there is none.</param>
public sealed record LedgerView(string Token, int Epoch, IReadOnlyList<LedgerRecord> Records, ETag? Version)
{
    /// <summary>Of <see cref="Records"/>, those that the fence names; the others lie in its epoch or later ones.</summary>
    public IReadOnlyList<LedgerRecord> Kept { get; init; } = [];

    /// <summary>Records, or a fence, that are there and not what was written: they do not count.</summary>
    public int Damaged { get; init; }

    /// <summary>Records that a collector has closed and not yet given up: they do not count, and can be put back.</summary>
    public IReadOnlyList<LedgerRecord> Evicting { get; init; } = [];
}

/// <summary>A fence's content.</summary>
internal sealed record LedgerEpoch
{
    /// <summary>Records of this epoch and later ones count.</summary>
    public required int Epoch { get; init; }

    /// <summary>What counts of the epochs before.</summary>
    public required IReadOnlyList<LedgerRecord> Records { get; init; }

    /// <summary>What a collector closed and can still put back.</summary>
    public IReadOnlyList<LedgerRecord> Evicting { get; init; } = [];
}
