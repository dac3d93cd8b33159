using Serverless.Planning;
using Serverless.Storage;

namespace Serverless.Store.Records;

/// <summary>
/// The records of one node that this process has written or read, and the fence as it saw it last. A record never changes: while the fence has not changed
/// either, what is known here counts. Safe for use by several threads.
/// </summary>
internal sealed class NodeRecords(string token)
{
    // Ranges may overlap where two hosts did the same work; a few steps back find the one that reaches far enough, if anybody made it here.
    private const int MostStepsBack = 8;

    // What one takes in memory, so that results in records count as the records that they displace.
    private const int BytesOfARecord = 128;

    private readonly Lock _gate = new();
    private readonly SortedSet<KnownRecord> _records = new(Comparer<KnownRecord>.Create(static (a, b) => a.First != b.First ? a.First.CompareTo(b.First) : a.Epoch.CompareTo(b.Epoch)));
    private readonly Dictionary<string, string> _jobs = new(StringComparer.Ordinal);
    private volatile KnownFence _fence = KnownFence.None;
    private long _inlineBytes;

    public string Token { get; } = token;

    /// <summary>The fence as it was seen last.</summary>
    public KnownFence Fence => _fence;

    public int Count
    {
        get
        {
            lock (_gate) return _records.Count + _fence.Count + (int)(_inlineBytes / BytesOfARecord);
        }
    }

    /// <summary>When it was used last, in uses of all.</summary>
    public long UsedAt { get; set; }

    /// <summary>Takes in a fence that was read.</summary>
    public KnownFence See(ETag version, LedgerEpoch content)
    {
        lock (_gate) return _fence = new KnownFence(version, content.Epoch, [.. content.Records.Select(r => Known(-1, null, r)).OrderBy(r => r.First)]);
    }

    /// <summary>There is no fence.</summary>
    public KnownFence SeeNone() => _fence = KnownFence.None;

    public void Add(int epoch, ETag version, LedgerRecord record)
    {
        lock (_gate)
        {
            var known = Known(epoch, version.Value, record);
            // A record that was taken away and made anew under its name.
            _records.Remove(known);
            _records.Add(known);
            _inlineBytes += record.Inline?.Length ?? 0;
        }
    }

    /// <returns>Null: not known, or in another version.</returns>
    public LedgerRecord? Find(int epoch, long first, ETag version)
    {
        lock (_gate) return _records.TryGetValue(new KnownRecord(first, epoch), out var known) && known.Version == KnownRecord.Hash(version.Value) ? known.ToRecord(Token) : null;
    }

    /// <summary>Records that hold all of a range together, of those that count by a fence.</summary>
    /// <returns>False: something of it is not known.</returns>
    public bool TryCover(KnownFence fence, IndexRange range, List<LedgerRecord> records)
    {
        lock (_gate)
        {
            for (var at = range.First; at <= range.Last;)
            {
                if ((fence.Holder(at, MostStepsBack) ?? Holder(fence, at)) is not { } holder) return false;
                records.Add(holder.ToRecord(Token));
                at = holder.Last + 1;
            }
            return true;
        }
    }

    private KnownRecord? Holder(KnownFence fence, long index)
    {
        if (_records.Count == 0) return null;
        foreach (var known in _records.GetViewBetween(new KnownRecord(long.MinValue, 0), new KnownRecord(index, int.MaxValue)).Reverse().Take(MostStepsBack))
        {
            if (known.Last >= index && known.Epoch >= fence.Epoch) return known;
        }
        return null;
    }

    private KnownRecord Known(int epoch, string? version, LedgerRecord record) => KnownRecord.Of(Token, epoch, version, record, Shared(record.Job));

    private string? Shared(string? job)
    {
        if (job is null) return null;
        return _jobs.TryGetValue(job, out var known) ? known : _jobs[job] = job;
    }
}
