using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Blobs;

internal sealed class AzureBlobStore(BlobContainerClient container, AzureStorageOptions options) : IBlobStore
{
    private const int MaxGet = 64 * 1024 * 1024;

    private readonly ContainerRequests _requests = new(container);
    private readonly BlobUploader _uploader = new(container, options);
    private readonly BlobLister _lister = new(container);
    private readonly BlobCopier _copier = new(container, options.Sas);

    public string Container => container.Name;

    public async Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        using var stream = new MemoryReadStream(content);
        return await UploadAsync(name, stream, condition, cancellationToken);
    }

    public Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken) =>
        _requests.WriteAsync("write", name, () => _uploader.UploadAsync(name, content, condition, cancellationToken), content, cancellationToken);

    public Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken) => _requests.ReadAsync("read", name, async () =>
    {
        var answer = await container.GetBlobClient(name.Value).DownloadStreamingAsync(cancellationToken: cancellationToken);
        await using var stream = answer.Value.Content;
        var details = answer.Value.Details;
        if (details.ContentLength > MaxGet)
            throw new StorageException($"Blob '{name}' in container '{Container}' has {details.ContentLength} bytes: more than 64 MiB are read by OpenReadAsync.");
        var bytes = new byte[details.ContentLength];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return new BlobContent(new BlobProperties(name, bytes.Length, Tag(details.ETag), details.LastModified), bytes);
    });

    public async Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.Offset, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(range.Length ?? 0, nameof(range));
        var download = new RangeDownload(container.GetBlobClient(name.Value));
        var wanted = Math.Min(range.Length ?? long.MaxValue, options.BlockSize);
        // The service refuses empty ranges: a look at the blob must do.
        var first = wanted == 0 ? null : await _requests.ReadAsync("read", name, () => download.FirstAsync(range.Offset, wanted, cancellationToken));
        if (first?.Value is not { } found)
        {
            // Nothing at that offset, or no blob.
            if (await GetPropertiesAsync(name, cancellationToken) is null) throw new BlobNotFoundException(name, Container);
            return Stream.Null;
        }
        var length = Math.Min(range.Length ?? long.MaxValue, found.BlobLength - range.Offset);
        return new BlobRangeStream(
            found.Bytes,
            length,
            options.BlockSize,
            options.Parallelism,
            (at, size, token) => _requests.ReadOnAsync(name, () => download.NextAsync(range.Offset + at, size, found.Version, token)));
    }

    public Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken) => _requests.ReadAsync("look at", name, async () =>
    {
        var found = (await container.GetBlobClient(name.Value).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
        return new BlobProperties(name, found.ContentLength, Tag(found.ETag), found.LastModified);
    });

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken) => _lister.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, CancellationToken cancellationToken) => _lister.ListFolderAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken) => _requests.DeleteAsync(name, async () =>
        (await container.GetBlobClient(name.Value).DeleteIfExistsAsync(DeleteSnapshotsOption.None, Conditions(condition), cancellationToken)).Value, condition);

    public Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken) =>
        ManyDeletes.RunAsync(names, (name, token) => DeleteAsync(name, BlobCondition.None, token), cancellationToken);

    public Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken) =>
        _requests.WriteAsync("copy to", destination, async () =>
        {
            try
            {
                return await _copier.CopyAsync(source, destination, Conditions(condition), cancellationToken);
            }
            catch (RequestFailedException e) when (AzureErrors.IsNotFound(e) || AzureErrors.IsContainerMissing(e))
            {
                throw new BlobNotFoundException(source, Container, e);
            }
        }, null, cancellationToken);

    // Listings give ETags without the quotes that headers have: the port's tag is the one without.
    internal static ETag Tag(global::Azure.ETag etag) => new(etag.ToString("G").Trim('"'));

    internal static BlobRequestConditions? Conditions(BlobCondition condition) =>
        condition.MustBeAbsent ? new BlobRequestConditions { IfNoneMatch = global::Azure.ETag.All }
        : condition.MustMatch is { } etag ? new BlobRequestConditions { IfMatch = new global::Azure.ETag(etag.Value) }
        : null;
}
