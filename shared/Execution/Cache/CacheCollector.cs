using Serverless.Execution.Records;
using Serverless.Storage;

namespace Serverless.Execution.Cache;

/// <summary>
/// The only deleter of results, records, plans and jobs: marks what jobs hold, evicts what the budget does not allow, sweeps what nothing refers to.
/// Safe beside running jobs and beside itself; killed at any point, the next run goes on.
/// </summary>
/// <remarks>
/// A job pins first and looks at the ledger then; the collector closes a node first and looks at the pins again then. So either the collector sees the
/// pin, and puts everything back, or the job sees a miss.
/// </remarks>
/// <param name="stores">Whose.</param>
/// <param name="options">How long results live.</param>
/// <param name="time">The clock.</param>
/// <param name="endOf">The engine's word on when a job without a mark of its end has ended; null: it counts as running.</param>
public sealed class CacheCollector(TenantStores stores, CacheOptions options, TimeProvider time, Func<string, CancellationToken, Task<DateTimeOffset?>>? endOf = null)
{
    // Deletes that are sent together.
    private const int Batch = 200;

    /// <summary>Collects once.</summary>
    /// <param name="dryRun">True: only says what it would do.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    public async Task<CollectionReport> CollectAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var marks = await PinMarks.ReadAsync(stores, options, now, endOf, cancellationToken);
        var nodes = await StoredNodes.ListAsync(stores, cancellationToken);
        var report = new CollectionReport { IsDryRun = dryRun, Nodes = nodes.Count, Bytes = nodes.Values.Sum(n => n.Bytes), PinnedBytes = nodes.Where(n => marks.IsPinned(n.Key)).Sum(n => n.Value.Bytes) };
        var victims = await ChooseAsync(nodes, marks, report.Bytes, now, cancellationToken);
        if (!dryRun && victims.Count > 0)
        {
            var closed = await CloseAsync(victims, cancellationToken);
            marks = await PinMarks.ReadAsync(stores, options, now, endOf, cancellationToken);
            victims = [.. victims.Where(v => !marks.IsPinned(v.Token))];
            foreach (var view in closed.Where(c => marks.IsPinned(c.Token))) await ReopenAsync(view, cancellationToken);
        }
        report = report with { EvictedNodes = victims.Count, EvictedBytes = victims.Sum(v => v.Bytes) };
        var evicted = victims.Select(v => v.Token).ToHashSet(StringComparer.Ordinal);
        foreach (var (token, node) in nodes)
        {
            if (marks.IsLive(token) || !(node.MayHaveGarbage || evicted.Contains(token))) continue;
            var garbage = await GarbageAsync(token, dryRun && evicted.Contains(token), now, cancellationToken);
            report = report with { DeletedBlobs = report.DeletedBlobs + garbage.Count, DeletedBytes = report.DeletedBytes + garbage.Sum(g => g.Length) };
            await DeleteAsync([.. garbage.Select(g => g.Name)], dryRun, cancellationToken);
        }
        var plans = await PlansAsync(marks, now, cancellationToken);
        await DeleteAsync(plans, dryRun, cancellationToken);
        foreach (var (job, entry) in marks.Purge) await PurgeAsync(job, entry, dryRun, cancellationToken);
        return report with { DeletedPlans = plans.Count, PurgedJobs = [.. marks.Purge.Select(p => p.Job)] };
    }

    private async Task<IReadOnlyList<CachedNode>> ChooseAsync(
        SortedDictionary<string, StoredNode> nodes, PinMarks marks, long bytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (bytes <= options.BudgetBytes) return [];
        var candidates = new List<CachedNode>();
        foreach (var (token, node) in nodes)
        {
            if (marks.IsPinned(token) || now - node.Newest <= options.MinimumAge) continue;
            var records = await stores.Ledger.ReadAsync(token, cancellationToken);
            if (records.Count > 0) candidates.Add(new CachedNode(token, node.Bytes, records.Sum(r => r.Seconds), marks.LastUsed(token) ?? node.Newest));
        }
        return NodeWorth.Evict(candidates, bytes - options.BudgetBytes, now, options.HalfLife);
    }

    private async Task<IReadOnlyList<LedgerView>> CloseAsync(IReadOnlyList<CachedNode> victims, CancellationToken cancellationToken)
    {
        var closed = new List<LedgerView>();
        foreach (var victim in victims)
        {
            var view = await stores.Ledger.ViewAsync(victim.Token, cancellationToken);
            if (await stores.Ledger.OpenEpochAsync(view, static _ => false, cancellationToken) is not null) closed.Add(view);
        }
        return closed;
    }

    // Somebody pinned it between the mark and the close: everything counts again, together with what was recorded since.
    private async Task ReopenAsync(LedgerView before, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = await stores.Ledger.ViewAsync(before.Token, cancellationToken);
            var all = now with { Records = [.. before.Records, .. now.Records.Where(r => before.Records.All(b => b.Blob != r.Blob || b.First != r.First))] };
            if (await stores.Ledger.OpenEpochAsync(all, static _ => true, cancellationToken) is not null) return;
        }
    }

    private async Task<IReadOnlyList<BlobProperties>> GarbageAsync(string token, bool asIfEvicted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Listed before the view is read: whatever is recorded in between is in the view.
        var blobs = new List<BlobProperties>();
        foreach (var prefix in new[] { $"{StoredNodes.Results}{token}/", $"{Ledger.Folder}/{token}/" })
        {
            await foreach (var blob in stores.Blobs.ListAsync(prefix, cancellationToken))
            {
                if (now - blob.LastModified > options.MinimumAge) blobs.Add(blob);
            }
        }
        var view = await stores.Ledger.ViewAsync(token, cancellationToken);
        var used = asIfEvicted ? [] : view.Records.Select(r => r.Blob).ToHashSet(StringComparer.Ordinal);
        var isEmpty = used.Count == 0 && view.Records.Count == 0 && blobs.Count == 1;
        return [.. blobs.Where(b => b.Name.Value.StartsWith(StoredNodes.Results, StringComparison.Ordinal)
            ? !used.Contains(b.Name.Value)
            : LedgerName.EpochOf(b.Name) is { } epoch ? asIfEvicted || epoch < view.Epoch : isEmpty && now - b.LastModified > options.FencesFor)];
    }

    private async Task<IReadOnlyList<BlobName>> PlansAsync(PinMarks marks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var plans = new List<BlobName>();
        await foreach (var blob in stores.Blobs.ListAsync($"{Jobs.JobBlobs.Plans}/", cancellationToken))
        {
            if (now - blob.LastModified > options.MinimumAge && !marks.IsPlanOfAJob(blob.Name.Value)) plans.Add(blob.Name);
        }
        return plans;
    }

    // The entry in the list goes last: as long as it is there, a purge that was cut off is found again.
    private async Task PurgeAsync(string job, string entry, bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun) return;
        var blobs = new List<BlobName>();
        await foreach (var blob in stores.Blobs.ListAsync($"jobs/{job}/", cancellationToken)) blobs.Add(blob.Name);
        await DeleteAsync([.. blobs.OrderBy(b => b.Value.EndsWith($"/{JobPins.EndBlob}", StringComparison.Ordinal))], dryRun, cancellationToken);
        await stores.Blobs.DeleteAsync(new BlobName(entry), BlobCondition.None, cancellationToken);
    }

    private async Task DeleteAsync(IReadOnlyCollection<BlobName> names, bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun) return;
        foreach (var some in names.Chunk(Batch)) await stores.Blobs.DeleteManyAsync(some, cancellationToken);
    }
}
