using Serverless.Storage;

namespace Serverless.Execution.Tests.Commits;

/// <summary>A store that tells of each write below a folder at the moment in which it has happened.</summary>
internal sealed class HeardBlobs(IBlobStore blobs, string folder, HeardBlobs.Written told) : IBlobStore
{
    public delegate void Written(BlobName name, ReadOnlySpan<byte> content);

    public string Container => blobs.Container;

    public async Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        var written = await blobs.PutAsync(name, content, condition, cancellationToken);
        if (name.Value.StartsWith(folder, StringComparison.Ordinal)) told(name, content.Span);
        return written;
    }

    public Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken) => blobs.GetAsync(name, cancellationToken);

    public Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken) => blobs.GetPropertiesAsync(name, cancellationToken);

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken) => blobs.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, CancellationToken cancellationToken) => blobs.ListFolderAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken) => blobs.DeleteAsync(name, condition, cancellationToken);

    public Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken) => blobs.DeleteManyAsync(names, cancellationToken);

    public Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken) => blobs.UploadAsync(name, content, condition, cancellationToken);

    public Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken) => blobs.OpenReadAsync(name, range, cancellationToken);

    public Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken) => blobs.CopyAsync(source, destination, condition, cancellationToken);
}
