using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>Copies within the account, done by the service.</summary>
internal sealed class BlobCopier(BlobContainerClient container, string? sas)
{
    /// <exception cref="global::Azure.RequestFailedException">As the service says.</exception>
    public async Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        var target = container.GetBlobClient(destination.Value);
        var copy = await target.StartCopyFromUriAsync(
            SourceOf(source), new BlobCopyFromUriOptions { DestinationConditions = conditions }, cancellationToken);
        await copy.WaitForCompletionAsync(cancellationToken);
        var found = (await target.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        if (found.CopyStatus == CopyStatus.Success)
            return new BlobProperties(destination, found.ContentLength, AzureBlobStore.Tag(found.ETag), found.LastModified);
        throw new StorageException($"Copying blob '{source}' to '{destination}' in container '{container.Name}' ended as {found.CopyStatus}: {found.CopyStatusDescription}.");
    }

    /// <summary>The service reads the source with the URL's own rights where a SAS gives ours; with a key or an identity it knows us.</summary>
    private Uri SourceOf(BlobName source)
    {
        var url = container.GetBlobClient(source.Value).Uri;
        return sas is null || url.Query.Contains("sig=", StringComparison.Ordinal) ? url : new UriBuilder(url) { Query = sas.TrimStart('?') }.Uri;
    }
}
