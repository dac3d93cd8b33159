using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>
/// Uploads: in one request up to a block's size, else as parallel blocks that become the blob in one commit. A conditional write carries a mark, so that one
/// whose answer was lost, and which the SDK sent again, is told from one that lost to somebody else.
/// </summary>
internal sealed class BlobUploader(BlobContainerClient container, AzureStorageOptions options)
{
    private const string Mark = "serverless_write";

    /// <exception cref="RequestFailedException">As the service says.</exception>
    public async Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var known = content.CanSeek ? content.Length - content.Position : (long?)null;
        var counted = known is null ? new CountingStream(content) : null;
        var mark = condition == BlobCondition.None ? null : Guid.NewGuid().ToString("n");
        var blob = container.GetBlobClient(name.Value);
        try
        {
            var answer = await blob.UploadAsync(counted ?? content, Options(condition, mark), cancellationToken);
            return new BlobProperties(name, known ?? counted!.Count, AzureBlobStore.Tag(answer.Value.ETag), answer.Value.LastModified);
        }
        catch (RequestFailedException e) when (mark is not null && AzureErrors.IsConflict(e))
        {
            if (await FindAsync(blob, cancellationToken) is not { } found) throw;
            if (!found.Metadata.TryGetValue(Mark, out var writer) || writer != mark) throw;
            return new BlobProperties(name, found.ContentLength, AzureBlobStore.Tag(found.ETag), found.LastModified);
        }
    }

    private BlobUploadOptions Options(BlobCondition condition, string? mark) => new()
    {
        Conditions = AzureBlobStore.Conditions(condition),
        Metadata = mark is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [Mark] = mark },
        TransferOptions = new StorageTransferOptions
        {
            InitialTransferSize = options.BlockSize,
            MaximumTransferSize = options.BlockSize,
            MaximumConcurrency = options.Parallelism,
        },
    };

    private static async Task<global::Azure.Storage.Blobs.Models.BlobProperties?> FindAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        }
        catch (RequestFailedException e) when (AzureErrors.IsNotFound(e))
        {
            return null;
        }
    }
}
