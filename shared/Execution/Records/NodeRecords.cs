using Serverless.Planning;
using Serverless.Storage;

namespace Serverless.Execution.Records;

/// <summary>
/// The records of one node that this process has written or read, and the fence as it saw it last. A record never changes: while the fence has not changed
/// either, what is known here counts. Safe for use by several threads.
/// </summary>
internal sealed class NodeRecords(string token)
{
    // Ranges may overlap where two hosts did the same work; a few steps back find the one that reaches far enough, if anybody made it here.
    private const int MostStepsBack = 8;

    private readonly Lock _gate = new();
    private readonly SortedSet<KnownRecord> _records = new(Comparer<KnownRecord>.Create(static (a, b) => a.First != b.First ? a.First.CompareTo(b.First) : a.Epoch.CompareTo(b.Epoch)));
    private readonly Dictionary<string, string> _jobs = new(StringComparer.Ordinal);
    private KnownRecord[] _kept = [];
    private ETag? _fence;

    /// <summary>Records of this epoch and later ones count, and those that the fence kept.</summary>
    public int Epoch { get; private set; }

    public string Token { get; } = token;

    public int Count
    {
        get
        {
            lock (_gate) return _records.Count + _kept.Length;
        }
    }

    /// <summary>When it was used last, in uses of all.</summary>
    public long UsedAt { get; set; }

    /// <summary>Whether the fence is the one that was seen; null: none.</summary>
    public bool HasFence(ETag? version)
    {
        lock (_gate) return _fence == version;
    }

    /// <summary>Takes in a fence; null: there is none.</summary>
    public void SetFence(ETag? version, LedgerEpoch? content)
    {
        lock (_gate)
        {
            _fence = version;
            Epoch = content?.Epoch ?? 0;
            _kept = [.. (content?.Records ?? []).Select(r => Known(-1, null, r)).OrderBy(r => r.First)];
        }
    }

    public void Add(int epoch, ETag version, LedgerRecord record)
    {
        lock (_gate)
        {
            var known = Known(epoch, version.Value, record);
            // A record that was taken away and made anew under its name.
            _records.Remove(known);
            _records.Add(known);
        }
    }

    /// <returns>Null: not known, or in another version.</returns>
    public LedgerRecord? Find(int epoch, long first, ETag version)
    {
        lock (_gate) return _records.TryGetValue(new KnownRecord(first, epoch), out var known) && known.Version == KnownRecord.Hash(version.Value) ? known.ToRecord(Token) : null;
    }

    /// <summary>Whether a record of an epoch counts after all that is known of the fence.</summary>
    public bool Counts(int epoch, LedgerRecord record)
    {
        lock (_gate) return epoch >= Epoch || IsKept(record);
    }

    /// <summary>Records that hold all of a range together.</summary>
    /// <returns>False: something of it is not known.</returns>
    public bool TryCover(IndexRange range, List<LedgerRecord> records)
    {
        lock (_gate)
        {
            for (var at = range.First; at <= range.Last;)
            {
                if (Holder(at) is not { } holder) return false;
                records.Add(holder.ToRecord(Token));
                at = holder.Last + 1;
            }
            return true;
        }
    }

    private KnownRecord? Holder(long index)
    {
        for (var (at, steps) = (LastKeptUpTo(index), 0); at >= 0 && steps < MostStepsBack; at--, steps++)
        {
            if (_kept[at].Last >= index) return _kept[at];
        }
        if (_records.Count == 0) return null;
        foreach (var known in _records.GetViewBetween(new KnownRecord(long.MinValue, 0), new KnownRecord(index, int.MaxValue)).Reverse().Take(MostStepsBack))
        {
            if (known.Last >= index && known.Epoch >= Epoch) return known;
        }
        return null;
    }

    private bool IsKept(LedgerRecord record)
    {
        for (var at = LastKeptUpTo(record.First); at >= 0 && _kept[at].First == record.First; at--)
        {
            if (_kept[at].ToRecord(Token).Blob == record.Blob) return true;
        }
        return false;
    }

    private int LastKeptUpTo(long index)
    {
        var (low, high) = (0, _kept.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_kept[middle].First <= index) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    private KnownRecord Known(int epoch, string? version, LedgerRecord record) => KnownRecord.Of(Token, epoch, version, record, Shared(record.Job));

    private string? Shared(string? job)
    {
        if (job is null) return null;
        return _jobs.TryGetValue(job, out var known) ? known : _jobs[job] = job;
    }
}
