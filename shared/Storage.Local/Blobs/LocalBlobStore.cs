using Serverless.Native.Files;
using Serverless.Storage.Local.Files;

namespace Serverless.Storage.Local.Blobs;

internal sealed class LocalBlobStore(ContainerFolder container) : IBlobStore, ILocalFiles
{
    private const long MaxGet = 64L * 1024 * 1024;

    private readonly BlobWriter _writer = new(container);
    private readonly BlobRemover _remover = new(container);
    private readonly BlobListing _listing = new(container);

    public string Container => container.Container;

    public Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            name,
            condition,
            file => BlockingThreads.Shared.RunAsync(
                () =>
                {
                    file.Write(content.Span, 0);
                    return (long)content.Length;
                },
                cancellationToken),
            cancellationToken);

    public Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken) =>
        _writer.WriteAsync(name, condition, file => FileCopy.ReadAllAsync(content, file, cancellationToken), cancellationToken);

    public async Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var file = Open(name);
        if (file is null) return null;
        var properties = PropertiesOf(name, file);
        if (properties.Length > MaxGet)
            throw new StorageException($"Blob '{name}' in container '{Container}' has {properties.Length} bytes: more than 64 MiB are read by OpenReadAsync.");
        var bytes = new byte[properties.Length];
        using var stream = new BlobReadStream(file, 0, bytes.Length);
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return new BlobContent(properties, bytes);
    }

    public Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range.Offset, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(range.Length ?? 0, nameof(range));
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<Stream>(cancellationToken);
        var file = Open(name);
        if (file is null) return Task.FromException<Stream>(new BlobNotFoundException(name, Container));
        var start = Math.Min(range.Offset, file.Length);
        return Task.FromResult<Stream>(new BlobReadStream(file, start, Math.Min(range.Length ?? long.MaxValue, file.Length - start)));
    }

    public Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<BlobProperties?>(cancellationToken);
        return Task.FromResult(container.Files.GetStatus(container.PathOf(name).File) is { } status ? ContainerFolder.PropertiesOf(name, status) : null);
    }

    public string? FindFile(BlobName name)
    {
        var path = container.PathOf(name).File;
        return container.Files.GetStatus(path) is null ? null : Path.GetFullPath(path);
    }

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken) => _listing.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, CancellationToken cancellationToken) => _listing.ListFolderAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken) =>
        _remover.DeleteAsync(name, condition, cancellationToken);

    public Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken) => _remover.DeleteManyAsync(names, cancellationToken);

    public async Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken)
    {
        using var stream = await OpenReadAsync(source, BlobRange.All, cancellationToken);
        return await UploadAsync(destination, stream, condition, cancellationToken);
    }

    private IFile? Open(BlobName name)
    {
        try
        {
            return container.Files.Open(container.PathOf(name).File, FileOpening.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (FileErrors.IsFileFault(e))
        {
            throw container.Error("read", name, e);
        }
    }

    private static BlobProperties PropertiesOf(BlobName name, IFile file) =>
        ContainerFolder.PropertiesOf(name, new FileStatus(file.Length, file.LastWriteTime));
}
