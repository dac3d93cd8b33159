using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>Lists names, whole or by level, in the port's order. The service sorts by UTF-8 bytes, which differs from UTF-16 order only where surrogates are.</summary>
internal sealed class BlobLister(BlobContainerClient container)
{
    private readonly ContainerRequests _requests = new(container);

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Utf16Order.Of(BlobsAsync(prefix, cancellationToken), blob => blob.Name.Value, cancellationToken);

    public IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, CancellationToken cancellationToken) =>
        Utf16Order.Of(EntriesAsync(prefix, cancellationToken), entry => entry.Name, cancellationToken);

    private async IAsyncEnumerable<BlobProperties> BlobsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);
        while (await _requests.ListPageAsync(prefix, pages))
        {
            foreach (var item in pages.Current.Values)
            {
                if (PropertiesOf(item) is { } blob) yield return blob;
            }
        }
    }

    private async IAsyncEnumerable<BlobEntry> EntriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", prefix, cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);
        while (await _requests.ListPageAsync(prefix, pages))
        {
            // Within a page the client library gives all folders before all blobs.
            foreach (var item in pages.Current.Values.OrderBy(i => i.IsPrefix ? i.Prefix : i.Blob.Name, StringComparer.Ordinal))
            {
                if (item.IsPrefix) yield return new BlobEntry(item.Prefix, null);
                else if (PropertiesOf(item.Blob) is { } blob) yield return new BlobEntry(blob.Name.Value, blob);
            }
        }
    }

    /// <returns>Null for a name that is none here: another program wrote it.</returns>
    private static BlobProperties? PropertiesOf(BlobItem item) => BlobName.Problem(item.Name) is null
        ? new BlobProperties(
            new BlobName(item.Name), item.Properties.ContentLength ?? 0, AzureBlobStore.Tag(item.Properties.ETag ?? default), item.Properties.LastModified ?? default)
        : null;
}
