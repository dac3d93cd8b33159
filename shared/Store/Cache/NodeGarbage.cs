using Serverless.Storage;
using Serverless.Store.Content;
using Serverless.Store.Records;

namespace Serverless.Store.Cache;

/// <summary>What of one node nothing refers to: results of lost attempts, results and records of closed epochs, a fence that no unit can run into any more.</summary>
/// <param name="View">The view against which it is garbage.</param>
/// <param name="Blobs">Old enough.</param>
internal sealed record NodeGarbage(LedgerView View, IReadOnlyList<BlobProperties> Blobs)
{
    /// <param name="stores">Whose.</param>
    /// <param name="options">How old.</param>
    /// <param name="token">Which node.</param>
    /// <param name="asIfEvicted">Count everything, as an eviction would leave it.</param>
    /// <param name="now">Against which ages are measured.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async Task<NodeGarbage> FindAsync(TenantStores stores, CacheOptions options, string token, bool asIfEvicted, DateTimeOffset now, CancellationToken cancellationToken)
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
        var used = asIfEvicted ? [] : view.Records.SelectMany(r => (r.Values ?? []).Select(v => LargeValue.NameOf(token, v).Value).Append(r.Blob)).ToHashSet(StringComparer.Ordinal);
        if (!asIfEvicted && view.Records.Any(r => r.Streams is not null)) used.Add(StoredStreams.MarkOf(token).Value);
        var isEmpty = view.Records.Count == 0 && view.Evicting.Count == 0 && blobs is [_];
        return new NodeGarbage(
            view,
            [.. blobs.Where(b => b.Name.Value.StartsWith(StoredNodes.Results, StringComparison.Ordinal)
                ? !used.Contains(b.Name.Value)
                : LedgerName.EpochOf(b.Name) is { } epoch ? asIfEvicted || epoch < view.Epoch : isEmpty && now - b.LastModified > options.FencesFor)]);
    }
}
