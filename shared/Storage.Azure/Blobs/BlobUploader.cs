using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
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
        var mark = condition == BlobCondition.None ? null : Guid.NewGuid().ToString("n");
        var blob = container.GetBlobClient(name.Value);
        try
        {
            return content.CanSeek && content.Length - content.Position <= options.BlockSize
                ? await InOneAsync(blob, name, content, condition, mark, cancellationToken)
                : await InBlocksAsync(container.GetBlockBlobClient(name.Value), name, content, condition, mark, cancellationToken);
        }
        catch (RequestFailedException e) when (mark is not null && AzureErrors.IsConflict(e))
        {
            if (await FindAsync(blob, cancellationToken) is not { } found) throw;
            if (!found.Metadata.TryGetValue(Mark, out var writer) || writer != mark) throw;
            return new BlobProperties(name, found.ContentLength, AzureBlobStore.Tag(found.ETag), found.LastModified);
        }
    }

    private async Task<BlobProperties> InOneAsync(
        BlobClient blob, BlobName name, Stream content, BlobCondition condition, string? mark, CancellationToken cancellationToken)
    {
        var length = content.Length - content.Position;
        var upload = new BlobUploadOptions
        {
            Conditions = AzureBlobStore.Conditions(condition),
            Metadata = Metadata(mark),
            TransferOptions = new StorageTransferOptions { InitialTransferSize = options.BlockSize, MaximumTransferSize = options.BlockSize },
        };
        var answer = await blob.UploadAsync(content, upload, cancellationToken);
        return new BlobProperties(name, length, AzureBlobStore.Tag(answer.Value.ETag), answer.Value.LastModified);
    }

    private async Task<BlobProperties> InBlocksAsync(
        BlockBlobClient blob, BlobName name, Stream content, BlobCondition condition, string? mark, CancellationToken cancellationToken)
    {
        var blocks = new BlockUpload(blob, options.BlockSize, options.Parallelism);
        var length = await blocks.StageAsync(content, cancellationToken);
        var commit = new CommitBlockListOptions { Conditions = AzureBlobStore.Conditions(condition), Metadata = Metadata(mark) };
        var answer = await blob.CommitBlockListAsync(blocks.Blocks, commit, cancellationToken);
        return new BlobProperties(name, length, AzureBlobStore.Tag(answer.Value.ETag), answer.Value.LastModified);
    }

    private static Dictionary<string, string>? Metadata(string? mark) =>
        mark is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [Mark] = mark };

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
