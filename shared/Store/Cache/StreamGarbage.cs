using Serverless.Storage;
using Serverless.Store.Content;

namespace Serverless.Store.Cache;

/// <summary>Stored streams that no result, document or snapshot refers to any more.</summary>
internal static class StreamGarbage
{
    /// <summary>What was stored since may not be deleted: what a running job stored may be recorded much later, at the end of a long task.</summary>
    public static DateTimeOffset StoredBefore(CacheOptions options, PinMarks marks, DateTimeOffset now) =>
        (marks.OldestLive is { } live && live < now ? live : now) - options.MinimumAge;

    /// <param name="stores">Whose.</param>
    /// <param name="options">How old.</param>
    /// <param name="marks">What jobs hold, as they were after the last node was given up.</param>
    /// <param name="unnamed">Streams that records may refer to without naming them.</param>
    /// <param name="gone">Nodes to leave out, as if they were evicted.</param>
    /// <param name="now">Against which ages are measured.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async Task<IReadOnlyCollection<BlobProperties>> FindAsync(
        TenantStores stores, CacheOptions options, PinMarks marks, IReadOnlySet<string> unnamed, HashSet<string> gone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = StoredBefore(options, marks, now);
        var garbage = new Dictionary<string, BlobProperties>(StringComparer.Ordinal);
        await foreach (var blob in stores.Blobs.ListAsync(StoredStreams.Folder, cancellationToken))
        {
            if (blob.LastModified < before && StoredStreams.HashOf(blob.Name.Value) is { } hash && !unnamed.Contains(hash)) garbage[hash] = blob;
        }
        if (garbage.Count == 0) return [];
        // Listed after the streams: a node that is recorded meanwhile refers to newer ones, or to those of a node that is listed.
        foreach (var (token, _) in (await StoredNodes.ListAsync(stores, cancellationToken)).Where(n => n.Value.HasStreams && !gone.Contains(n.Key)))
        {
            var view = await stores.Ledger.ViewAsync(token, cancellationToken);
            foreach (var hash in view.Records.Concat(view.Evicting).SelectMany(r => r.Streams ?? [])) garbage.Remove(hash);
        }
        if (garbage.Count > 0) await KeepNamedAsync(stores, marks, garbage, cancellationToken);
        return garbage.Values;
    }

    // A document may have been given the name that an earlier job printed.
    private static async Task KeepNamedAsync(TenantStores stores, PinMarks marks, Dictionary<string, BlobProperties> garbage, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in marks.Texts)
        {
            if (await stores.Blobs.GetAsync(text, cancellationToken) is { } content) StoredStreams.FindIn(content.Bytes.Span, named);
        }
        foreach (var hash in named) garbage.Remove(hash);
    }
}
