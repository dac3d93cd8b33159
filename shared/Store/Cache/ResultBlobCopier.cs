using Serverless.Graph.Documents;
using Serverless.Storage;
using Serverless.Store.Content;
using Serverless.Store.Records;

namespace Serverless.Store.Cache;

/// <summary>Copies what records of other nodes refer to, each blob once, among the results of one node.</summary>
/// <param name="stores">Whose.</param>
/// <param name="to">The node's token.</param>
internal sealed class ResultBlobCopier(TenantStores stores, string to)
{
    private readonly Dictionary<string, string?> _copies = new(StringComparer.Ordinal);

    /// <returns>The record with the copy; null: what it refers to is gone.</returns>
    public async Task<LedgerRecord?> CopyAsync(string from, LedgerRecord record, CancellationToken cancellationToken)
    {
        if (record.Blob is not { } source) return record;
        if (!_copies.TryGetValue(source, out var copy)) copy = _copies[source] = await TryCopyAsync(from, source, record, cancellationToken);
        return copy is null ? null : record with { Blob = copy };
    }

    private async Task<string?> TryCopyAsync(string from, string source, LedgerRecord record, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var value in record.Values ?? [])
                await stores.Blobs.CopyAsync(LargeValue.NameOf(from, value), LargeValue.NameOf(to, value), BlobCondition.None, cancellationToken);
            if (record.Streams is not null) await StoredStreams.MarkAsync(stores.Blobs, to, cancellationToken);
            var copy = $"{Layout.Results}/{to}/{Guid.NewGuid():N}";
            await stores.Blobs.CopyAsync(new BlobName(source), new BlobName(copy), BlobCondition.IfAbsent, cancellationToken);
            return copy;
        }
        catch (BlobNotFoundException)
        {
            // Collected or dropped since it was listed.
            return null;
        }
    }
}
