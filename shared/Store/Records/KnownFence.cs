using Serverless.Storage;

namespace Serverless.Store.Records;

/// <summary>A node's fence at one moment, or that it had none. Immutable: who decides by it decides by what was so when it looked, whatever others see meanwhile.</summary>
/// <param name="version">Of the fence; null: there was none.</param>
/// <param name="epoch">Records of this epoch and later ones count.</param>
/// <param name="kept">What counts of those before, by first index.</param>
internal sealed class KnownFence(ETag? version, int epoch, KnownRecord[] kept)
{
    public static KnownFence None { get; } = new(version: null, epoch: 0, []);

    public ETag? Version { get; } = version;

    public int Epoch { get; } = epoch;

    public int Count => kept.Length;

    /// <summary>Whether a record of an epoch counts.</summary>
    public bool Counts(string token, int epochOfRecord, LedgerRecord record)
    {
        if (epochOfRecord >= Epoch) return true;
        for (var at = LastUpTo(record.First); at >= 0 && kept[at].First == record.First; at--)
        {
            if (kept[at].ToRecord(token).HasSameResults(record)) return true;
        }
        return false;
    }

    /// <summary>A kept record of a task; null: there is none, or none that a few steps find.</summary>
    public KnownRecord? Holder(long index, int mostStepsBack)
    {
        for (var (at, steps) = (LastUpTo(index), 0); at >= 0 && steps < mostStepsBack; at--, steps++)
        {
            if (kept[at].Last >= index) return kept[at];
        }
        return null;
    }

    private int LastUpTo(long index)
    {
        var (low, high) = (0, kept.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (kept[middle].First <= index) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
}
