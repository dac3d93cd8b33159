using Serverless.Graph.Documents;
using Serverless.Storage;
using Serverless.Store.Content;
using Serverless.Store.Records;

namespace Serverless.Store.Cache;

/// <summary>
/// The only deleter of results, records, stored streams, plans and jobs: marks what jobs hold, evicts what the budget does not allow, sweeps what nothing refers to.
/// Safe beside running jobs and beside itself; killed at any point, the next run goes on.
/// </summary>
/// <remarks>
/// A job pins first and looks at the ledger then; the collector closes a node first and looks at the pins again then. So either the collector sees the
/// pin, and puts everything back, or the job sees a miss. What is closed is given up by a write on the condition that it was not put back, and deleted after that.
/// What is named by its content can be stored again under the same name: it is deleted on the condition that this did not happen.
/// </remarks>
/// <param name="stores">Whose.</param>
/// <param name="options">How long results live.</param>
/// <param name="time">The clock.</param>
/// <param name="endOf">The engine's word on when a job without a mark of its end has ended; null: it counts as running.</param>
public sealed class CacheCollector(TenantStores stores, CacheOptions options, TimeProvider time, Func<string, CancellationToken, Task<DateTimeOffset?>>? endOf = null)
{
    // Deletes that are sent together.
    private const int Batch = 200;

    /// <summary>Notes of the builds of functions whose results are recorded.</summary>
    public const string FunctionNotes = $"{Layout.Index}/functions/";

    /// <summary>Collects once.</summary>
    /// <param name="dryRun">True: only says what it would do.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    public async Task<CollectionReport> CollectAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var marks = await PinMarks.ReadAsync(stores, options, now, endOf, cancellationToken);
        var nodes = await StoredNodes.ListAsync(stores, cancellationToken);
        var report = new CollectionReport { IsDryRun = dryRun, Nodes = nodes.Count, Bytes = nodes.Values.Sum(n => n.Bytes), PinnedBytes = nodes.Where(n => marks.IsPinned(n.Key)).Sum(n => n.Value.Bytes) };
        var streams = await StreamsAsync(cancellationToken);
        var unnamed = await UnnamedStreams.ReadAsync(stores, streams.Keys, dryRun, cancellationToken);
        // The budget is about what evictions can free: a stream that stays whatever goes would evict one node after the other, run after run.
        var before = StreamGarbage.StoredBefore(options, marks, now);
        var freed = streams.Where(s => s.Value.LastModified < before && !unnamed.Contains(s.Key)).ToDictionary(s => s.Key, s => s.Value.Length, StringComparer.Ordinal);
        var victims = await ChooseAsync(nodes, freed, marks, report.Bytes + freed.Values.Sum(), now, cancellationToken);
        report = report with { Bytes = report.Bytes + streams.Values.Sum(s => s.Length) };
        var chosen = victims.Select(v => v.Token).ToHashSet(StringComparer.Ordinal);
        if (!dryRun) await CloseAsync(chosen, cancellationToken);
        var garbage = new List<NodeGarbage>();
        foreach (var (token, node) in nodes.Where(n => n.Value.MayHaveGarbage || chosen.Contains(n.Key)))
            garbage.Add(await NodeGarbage.FindAsync(stores, options, token, dryRun && chosen.Contains(token), now, cancellationToken));
        // The second look: who pinned before a node was closed is seen here.
        marks = await PinMarks.ReadAsync(stores, options, now, endOf, cancellationToken);
        foreach (var node in garbage)
        {
            if (!dryRun && !await GiveUpAsync(node.View, marks, cancellationToken)) chosen.Remove(node.View.Token);
            else if (!marks.IsLive(node.View.Token))
            {
                report = await SweepAsync(report, node.Blobs, cancellationToken);
            }
        }
        if (streams.Count > 0) report = await SweepAsync(report, await StreamGarbage.FindAsync(stores, options, marks, unnamed, dryRun ? chosen : [], now, cancellationToken), cancellationToken);
        report = report with { EvictedNodes = chosen.Count, EvictedBytes = victims.Where(v => chosen.Contains(v.Token)).Sum(v => v.Bytes) };
        if (!dryRun) CacheInstruments.Collected(report);
        // Of which builds results are is no question where there are none.
        if (nodes.Keys.All(chosen.Contains)) await DeleteAsync([.. (await OldAsync(FunctionNotes, now, cancellationToken)).Select(b => b.Name)], dryRun, cancellationToken);
        report = await SweepAsync(report, await RostersAsync(nodes, now, cancellationToken), cancellationToken);
        var plans = await PlansAsync(marks, now, cancellationToken);
        await DeleteAsync(plans, dryRun, cancellationToken);
        foreach (var (job, entry) in marks.Purge) await PurgeAsync(job, entry, dryRun, cancellationToken);
        return report with { Damaged = [.. marks.Damaged.Order(StringComparer.Ordinal)], DeletedPlans = plans.Count, PurgedJobs = [.. marks.Purge.Select(p => p.Job)] };
    }

    private async Task<IReadOnlyList<CachedNode>> ChooseAsync(
        SortedDictionary<string, StoredNode> nodes, IReadOnlyDictionary<string, long> streams, PinMarks marks, long bytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (bytes <= options.BudgetBytes) return [];
        var candidates = new List<CachedNode>();
        foreach (var (token, node) in nodes)
        {
            if (marks.IsPinned(token) || now - node.Newest <= options.MinimumAge) continue;
            var records = await stores.Ledger.ReadAsync(token, cancellationToken);
            // A stream that several nodes refer to counts for each: it goes with the last of them.
            var ofStreams = records.SelectMany(r => r.Streams ?? []).Distinct(StringComparer.Ordinal).Sum(h => streams.GetValueOrDefault(h));
            if (records.Count > 0) candidates.Add(new CachedNode(token, node.Bytes + ofStreams, records.Sum(r => r.Seconds), marks.LastUsed(token) ?? node.Newest));
        }
        return EvictionPolicy.Evict(candidates, bytes - options.BudgetBytes, now, options.HalfLife);
    }

    private async Task CloseAsync(IEnumerable<string> tokens, CancellationToken cancellationToken)
    {
        // Somebody who opens an epoch at this moment uses the node: it is left to him.
        foreach (var token in tokens) await stores.Ledger.CloseAsync(await stores.Ledger.ViewAsync(token, cancellationToken), cancellationToken);
    }

    /// <returns>False when the node's blobs are to be left alone.</returns>
    private async Task<bool> GiveUpAsync(LedgerView view, PinMarks marks, CancellationToken cancellationToken)
    {
        if (view.Evicting.Count == 0) return true;
        if (!marks.IsPinned(view.Token)) return await stores.Ledger.EvictAsync(view, cancellationToken) is not null;
        await stores.Ledger.PutBackAsync(view.Token, cancellationToken);
        return false;
    }

    private async Task<Dictionary<string, BlobProperties>> StreamsAsync(CancellationToken cancellationToken)
    {
        var streams = new Dictionary<string, BlobProperties>(StringComparer.Ordinal);
        await foreach (var blob in stores.Blobs.ListAsync(StoredStreams.Folder, cancellationToken))
        {
            if (StoredStreams.HashOf(blob.Name.Value) is { } hash) streams[hash] = blob;
        }
        return streams;
    }

    private async Task<CollectionReport> SweepAsync(CollectionReport report, IReadOnlyCollection<BlobProperties> garbage, CancellationToken cancellationToken)
    {
        var named = garbage.Where(g => IsNamedByContent(g.Name)).ToList();
        await DeleteAsync([.. garbage.Except(named).Select(g => g.Name)], report.IsDryRun, cancellationToken);
        var (blobs, bytes) = (garbage.Count, garbage.Sum(g => g.Length));
        foreach (var blob in report.IsDryRun ? [] : named)
        {
            try
            {
                await stores.Blobs.DeleteAsync(blob.Name, BlobCondition.IfMatch(blob.ETag), cancellationToken);
            }
            catch (StorageConflictException)
            {
                // Somebody has just stored it again.
                (blobs, bytes) = (blobs - 1, bytes - blob.Length);
            }
        }
        return report with { DeletedBlobs = report.DeletedBlobs + blobs, DeletedBytes = report.DeletedBytes + bytes };
    }

    // Of nodes of which nothing is left. One that is planned at this moment has its roster written again.
    private async Task<IReadOnlyCollection<BlobProperties>> RostersAsync(SortedDictionary<string, StoredNode> nodes, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await OldAsync(RosterStore.Folder, now, cancellationToken)).Where(b => !(nodes.TryGetValue(RosterStore.TokenOf(b.Name), out var node) && node.Results > 0))];

    private static bool IsNamedByContent(BlobName blob) => StoredStreams.HashOf(blob.Value) is not null || LargeValue.Is(blob) || StoredStreams.IsMark(blob);

    private async Task<IReadOnlyList<BlobProperties>> OldAsync(string folder, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = new List<BlobProperties>();
        await foreach (var blob in stores.Blobs.ListAsync(folder, cancellationToken))
        {
            if (now - blob.LastModified > options.MinimumAge) old.Add(blob);
        }
        return old;
    }

    private async Task<IReadOnlyList<BlobName>> PlansAsync(PinMarks marks, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await OldAsync($"{Jobs.JobBlobs.Plans}/", now, cancellationToken)).Select(b => b.Name).Where(n => !marks.IsPlanOfAJob(n.Value))];

    // The entry in the list goes last: as long as it is there, a purge that was cut off is found again.
    private async Task PurgeAsync(string job, string entry, bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun) return;
        var blobs = new List<BlobName>();
        await foreach (var blob in stores.Blobs.ListAsync($"{Layout.Jobs}/{job}/", cancellationToken)) blobs.Add(blob.Name);
        await DeleteAsync([.. blobs.OrderBy(b => b.Value.EndsWith($"/{JobPins.EndBlob}", StringComparison.Ordinal))], dryRun, cancellationToken);
        await stores.Blobs.DeleteAsync(new BlobName(entry), BlobCondition.None, cancellationToken);
    }

    private async Task DeleteAsync(IReadOnlyCollection<BlobName> names, bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun) return;
        foreach (var some in names.Chunk(Batch)) await stores.Blobs.DeleteManyAsync(some, cancellationToken);
    }
}
