using Serverless.Graph.Documents;
using Serverless.Planning;
using Serverless.Storage;
using Serverless.Store.Json;

namespace Serverless.Store.Records;

/// <summary>
/// What is finished, by node token and range of task indices: the truth about progress. A record is one blob,
/// <c>ledger/{token}/{epoch}/{first}</c>, created only if absent: the process that creates it has won, and readers go through records only.
/// </summary>
/// <remarks>
/// Epochs fence. <c>ledger/{token}/epoch</c>, written by condition on its version, names the epoch that counts and what was taken over from those
/// before; without it everything counts. The one who opens an epoch thereby closes those before: what a stopped process still records there is no result.
/// </remarks>
public sealed class Ledger
{
    internal const string Folder = Layout.Ledger;

    // Requests at once; a node has one record a unit.
    private const int Parallel = 16;

    // Records that are looked for one by one; a list of all of them is cheaper than many looks.
    private const int MostLooks = 16;

    private readonly IBlobStore _blobs;
    private readonly RecordCache _known;

    public Ledger(IBlobStore blobs)
        : this(blobs, new RecordCache())
    {
    }

    private Ledger(IBlobStore blobs, RecordCache known)
    {
        _blobs = blobs;
        _known = known;
    }

    /// <summary>The same ledger through another view of its store; what one knows, both do.</summary>
    internal Ledger Over(IBlobStore view) => new(view, _known);

    /// <summary>Every record of a node that counts, by first index. Ranges may overlap where two hosts did the same work: the results are equal, any of them serves.</summary>
    public async Task<IReadOnlyList<LedgerRecord>> ReadAsync(string token, CancellationToken cancellationToken) =>
        (await ViewAsync(token, cancellationToken)).Records;

    /// <summary>
    /// The records that hold some tasks of a node. What this process knows is not read again, and what it does not know is looked for where it probably is: so
    /// this costs what is new, and not what there is.
    /// </summary>
    /// <param name="token">Whose.</param>
    /// <param name="wanted">Which tasks.</param>
    /// <param name="likely">Where their records probably are; null: not known.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>By first index. Where something of it is not recorded, all that is.</returns>
    public async Task<IReadOnlyList<LedgerRecord>> ReadAsync(string token, RangeSet wanted, LikelyRecords? likely, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (wanted.IsEmpty) return [];
        var node = _known.Of(token);
        if (likely is { Job: { } job } && Cover(node, new KnownFence(version: null, likely.Epoch, []), wanted) is { } own && own.TrueForAll(r => r.Job == job && r.HasParts)) return own;
        var fence = await LookAtFenceAsync(node, cancellationToken);
        if (Cover(node, fence, wanted) is { } known) return known;
        if (likely is not null)
        {
            var unknown = likely.Ranges.Where(r => wanted.Overlaps(r) && !node.TryCover(fence, r, [])).Take(MostLooks + 1).ToList();
            if (unknown.Count <= MostLooks)
            {
                await Task.WhenAll(unknown.Select(range => FollowAsync(node, range, likely.Epoch, cancellationToken)));
                if (Cover(node, fence, wanted) is { } found) return found;
            }
        }
        return (await ViewAsync(token, cancellationToken)).Records;
    }

    /// <summary>What is recorded from the first of some tasks on, one record behind the other: one look where nothing is.</summary>
    /// <param name="token">Whose.</param>
    /// <param name="tasks">Which.</param>
    /// <param name="epoch">In which they were planned.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<LedgerRecord>> ReadOnwardAsync(string token, IndexRange tasks, int epoch, CancellationToken cancellationToken)
    {
        var node = _known.Of(token);
        var found = await FollowAsync(node, tasks, epoch, cancellationToken);
        if (found.Count == 0) return found;
        var fence = await LookAtFenceAsync(node, cancellationToken);
        return [.. found.Where(r => fence.Counts(token, epoch, r))];
    }

    /// <summary>Nodes that have a record or a fence, from one listing of all: for a plan of many nodes cheaper than a listing of each.</summary>
    /// <param name="most">Names to read at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Their tokens; null: there are more.</returns>
    public async Task<HashSet<string>?> TokensAsync(int most, CancellationToken cancellationToken)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in _blobs.ListFolderAsync($"{Folder}/", cancellationToken))
        {
            if (tokens.Count == most) return null;
            tokens.Add(entry.Name[(Folder.Length + 1)..].TrimEnd('/'));
        }
        return tokens;
    }

    /// <summary>What counts of a node, and since which epoch.</summary>
    public async Task<LedgerView> ViewAsync(string token, CancellationToken cancellationToken)
    {
        var found = new List<BlobProperties>();
        var isFenced = false;
        await foreach (var blob in _blobs.ListAsync($"{Folder}/{token}/", cancellationToken))
        {
            if (LedgerName.EpochOf(blob.Name) is null) isFenced = true;
            else found.Add(blob);
        }
        var damaged = new List<BlobName>();
        var fence = isFenced ? await FenceAsync(token, found, damaged, cancellationToken) : null;
        var records = new List<LedgerRecord>(fence?.Content.Records ?? []);
        var epoch = fence?.Content.Epoch ?? 0;
        records.AddRange(await ReadAllAsync(token, found.Where(b => LedgerName.EpochOf(b.Name) >= epoch), cancellationToken, damaged));
        records.Sort((a, b) => a.First != b.First ? a.First.CompareTo(b.First) : b.Last.CompareTo(a.Last));
        return new LedgerView(token, epoch, records, fence?.ETag) { Evicting = fence?.Content.Evicting ?? [], Kept = fence?.Content.Records ?? [], Damaged = damaged.Count };
    }

    /// <summary>Records a finished range in the epoch in which it was planned, or, where that was closed meanwhile, in the one that counts now.</summary>
    /// <returns>False when a record of the same first index was there: this host's results are garbage then, and the other's count.</returns>
    /// <exception cref="StorageException">The epoch was closed, and the results were taken away with it: the work has to be done again.</exception>
    public async Task<bool> TryRecordAsync(string token, LedgerRecord record, int epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var won = await TryCreateAsync(token, epoch, record, cancellationToken);
            // Written blindly: it counts only if the epoch was not closed by then.
            var fence = await LookAtFenceAsync(_known.Of(token), cancellationToken);
            if (fence.Counts(token, epoch, record)) return won;
            if (record.Blob is { } blob && await _blobs.GetPropertiesAsync(new BlobName(blob), cancellationToken) is null)
                throw new StorageException($"The results of {token}[{record.First}-{record.Last}] came too late: their claim had been taken over, and they were removed. They are made again.");
            epoch = fence.Epoch;
        }
    }

    /// <summary>Opens the next epoch: from then on only what is kept of the view counts, and what is recorded in the new epoch.</summary>
    /// <param name="view">What was seen.</param>
    /// <param name="keep">Which of its records to take over.</param>
    /// <param name="cancellationToken">Stops waiting; the epoch may have been opened.</param>
    /// <returns>The new view; null when somebody else opened an epoch since.</returns>
    public Task<LedgerView?> OpenEpochAsync(LedgerView view, Func<LedgerRecord, bool> keep, CancellationToken cancellationToken) =>
        WriteFenceAsync(view, view.Epoch + 1, [.. view.Records.Where(keep)], view.Evicting, cancellationToken);

    /// <summary>Opens the next epoch with what the view has and with results that were made under other tokens.</summary>
    /// <param name="view">What was seen.</param>
    /// <param name="records">Of this node's tasks; their results lie among its own already.</param>
    /// <param name="cancellationToken">Stops waiting; the epoch may have been opened.</param>
    /// <returns>The new view; null when somebody else opened an epoch since.</returns>
    internal Task<LedgerView?> TakeOverAsync(LedgerView view, IReadOnlyList<LedgerRecord> records, CancellationToken cancellationToken) =>
        WriteFenceAsync(view, view.Epoch + 1, [.. view.Records, .. records], view.Evicting, cancellationToken);

    /// <summary>First half of an eviction: nothing of the view counts any more, and everything can still be put back.</summary>
    /// <returns>The new view; null when somebody else opened an epoch since.</returns>
    public async Task<LedgerView?> CloseAsync(LedgerView view, CancellationToken cancellationToken)
    {
        if (await WriteFenceAsync(view, view.Epoch + 1, [], [.. view.Evicting, .. view.Records], cancellationToken) is not { } closed) return null;
        // Recorded after the view and before the close: the one who did so saw an open epoch, and must not lose it when the close is taken back.
        var seen = view.Records.Select(static r => (r.First, r.Last, r.Blob)).ToHashSet();
        var missed = (await OfEpochAsync(view.Token, view.Epoch, cancellationToken)).Where(r => !seen.Contains((r.First, r.Last, r.Blob))).ToList();
        return missed.Count == 0 ? closed : await WriteFenceAsync(closed, closed.Epoch, closed.Kept, [.. closed.Evicting, .. missed], cancellationToken);
    }

    /// <summary>Second half: what was closed never counts again, and may be deleted. The epoch stays: what somebody records at this moment counts.</summary>
    /// <returns>The new view; null when somebody else opened an epoch since.</returns>
    public Task<LedgerView?> EvictAsync(LedgerView view, CancellationToken cancellationToken) => WriteFenceAsync(view, view.Epoch, view.Kept, [], cancellationToken);

    /// <summary>Takes a close back: what was closed counts again, together with what was recorded since.</summary>
    public async Task PutBackAsync(string token, CancellationToken cancellationToken)
    {
        while (true)
        {
            var view = await ViewAsync(token, cancellationToken);
            if (view.Evicting.Count == 0 || await WriteFenceAsync(view, view.Epoch, [.. view.Kept, .. view.Evicting], [], cancellationToken) is not null) return;
        }
    }

    /// <summary>Takes records out of what counts, whatever else happens to the node meanwhile.</summary>
    /// <returns>How many were there.</returns>
    public async Task<int> ForgetAsync(string token, Func<LedgerRecord, bool> lost, CancellationToken cancellationToken)
    {
        while (true)
        {
            var view = await ViewAsync(token, cancellationToken);
            var count = view.Records.Count(lost);
            if (count == 0 || await OpenEpochAsync(view, r => !lost(r), cancellationToken) is not null) return count;
        }
    }

    private async Task<IReadOnlyList<LedgerRecord>> OfEpochAsync(string token, int epoch, CancellationToken cancellationToken)
    {
        var found = new List<BlobProperties>();
        await foreach (var blob in _blobs.ListAsync($"{Folder}/{token}/", cancellationToken))
        {
            if (LedgerName.EpochOf(blob.Name) == epoch) found.Add(blob);
        }
        return await ReadAllAsync(token, found, cancellationToken);
    }

    private static List<LedgerRecord>? Cover(NodeRecords node, KnownFence fence, RangeSet wanted)
    {
        var records = new List<LedgerRecord>();
        foreach (var range in wanted.Ranges)
        {
            if (!node.TryCover(fence, range, records)) return null;
        }
        return records;
    }

    // One operation, however long the fence is, while it is the one that was seen.
    private async Task<KnownFence> LookAtFenceAsync(NodeRecords node, CancellationToken cancellationToken)
    {
        var properties = await _blobs.GetPropertiesAsync(LedgerName.Fence(node.Token), cancellationToken);
        var known = node.Fence;
        if (known.Version == properties?.ETag) return known;
        var fence = properties is null ? null : await FenceAsync(node.Token, cancellationToken);
        return fence is null ? node.SeeNone() : node.See(fence.ETag, fence.Content);
    }

    private async Task<IReadOnlyList<LedgerRecord>> FollowAsync(NodeRecords node, IndexRange tasks, int epoch, CancellationToken cancellationToken)
    {
        var found = new List<LedgerRecord>();
        for (var at = tasks.First; at <= tasks.Last && await _blobs.GetAsync(LedgerName.Of(node.Token, epoch, at), cancellationToken) is { } content; at = found[^1].Last + 1)
        {
            if (StoredJson.TryRead<LedgerRecord>(content.Bytes.Span) is not { } record) break;
            found.Add(record);
            Keep(node, epoch, content.Properties.ETag, record);
        }
        return found;
    }

    private void Keep(NodeRecords node, int epoch, ETag version, LedgerRecord record)
    {
        node.Add(epoch, version, record);
        _known.Added();
    }

    // What is not what was written is not there: the work is done again.
    private async Task<List<LedgerRecord>> ReadAllAsync(string token, IEnumerable<BlobProperties> blobs, CancellationToken cancellationToken, List<BlobName>? damaged = null)
    {
        var records = new List<LedgerRecord>();
        var unknown = new List<BlobName>();
        var node = _known.Of(token);
        foreach (var blob in blobs)
        {
            if (node.Find(LedgerName.EpochOf(blob.Name)!.Value, LedgerName.FirstOf(blob.Name), blob.ETag) is { } record) records.Add(record);
            else unknown.Add(blob.Name);
        }
        foreach (var some in unknown.Chunk(Parallel))
        {
            foreach (var content in await Task.WhenAll(some.Select(n => _blobs.GetAsync(n, cancellationToken))))
            {
                if (content is null) continue;
                if (StoredJson.TryRead<LedgerRecord>(content.Bytes.Span) is not { } record)
                {
                    damaged?.Add(content.Properties.Name);
                    continue;
                }
                Keep(node, LedgerName.EpochOf(content.Properties.Name)!.Value, content.Properties.ETag, record);
                records.Add(record);
            }
        }
        return records;
    }

    private async Task<LedgerView?> WriteFenceAsync(
        LedgerView view, int epoch, IReadOnlyList<LedgerRecord> records, IReadOnlyList<LedgerRecord> evicting, CancellationToken cancellationToken)
    {
        var fence = new LedgerEpoch { Epoch = epoch, Records = records, Evicting = evicting };
        try
        {
            var written = await _blobs.PutAsync(
                LedgerName.Fence(view.Token),
                StoredJson.Write(fence),
                view.Version is { } version ? BlobCondition.IfMatch(version) : BlobCondition.IfAbsent,
                cancellationToken);
            // In the same epoch, what lies there goes on to count.
            var all = epoch == view.Epoch ? [.. records, .. view.Records.Except(view.Kept)] : records;
            return new LedgerView(view.Token, fence.Epoch, all, written.ETag) { Evicting = evicting, Kept = records };
        }
        catch (StorageConflictException)
        {
            return null;
        }
    }

    private async Task<Fence?> FenceAsync(string token, CancellationToken cancellationToken) =>
        await _blobs.GetAsync(LedgerName.Fence(token), cancellationToken) is { } content ? new Fence(StoredJson.Read<LedgerEpoch>(content), content.Properties.ETag) : null;

    // A fence that is not what was written tells nothing of what it kept. Whatever it closed is closed: the next epoch is later than all that is there.
    private async Task<Fence?> FenceAsync(string token, IEnumerable<BlobProperties> found, List<BlobName> damaged, CancellationToken cancellationToken)
    {
        var name = LedgerName.Fence(token);
        if (await _blobs.GetAsync(name, cancellationToken) is not { } content) return null;
        if (StoredJson.TryRead<LedgerEpoch>(content.Bytes.Span) is { Records: not null } fence) return new Fence(fence, content.Properties.ETag);
        damaged.Add(name);
        return new Fence(new LedgerEpoch { Epoch = found.Max(b => LedgerName.EpochOf(b.Name)) + 1 ?? 1, Records = [] }, content.Properties.ETag);
    }

    private async Task<bool> TryCreateAsync(string token, int epoch, LedgerRecord record, CancellationToken cancellationToken)
    {
        var name = LedgerName.Of(token, epoch, record.First);
        var condition = BlobCondition.IfAbsent;
        while (true)
        {
            try
            {
                var written = await _blobs.PutAsync(name, StoredJson.Write(record), condition, cancellationToken);
                Keep(_known.Of(token), epoch, written.ETag, record);
                return true;
            }
            catch (StorageConflictException)
            {
                // The one who created it has won, if that can still be read.
                if (await _blobs.GetAsync(name, cancellationToken) is not { } there || StoredJson.TryRead<LedgerRecord>(there.Bytes.Span) is not null) return false;
                condition = BlobCondition.IfMatch(there.Properties.ETag);
            }
        }
    }

    private sealed record Fence(LedgerEpoch Content, ETag ETag);
}
