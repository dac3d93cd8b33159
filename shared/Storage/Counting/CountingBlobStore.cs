namespace Serverless.Storage.Counting;

/// <summary>One container, counted.</summary>
internal class CountingBlobStore(IBlobStore inner, StorageCounts counts) : IBlobStore
{
    public string Container => inner.Container;

    protected StorageCounts Counts => counts;

    public Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        counts.Add("blob.put");
        return inner.PutAsync(name, content, condition, cancellationToken);
    }

    public Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        counts.Add("blob.upload");
        return inner.UploadAsync(name, content, condition, cancellationToken);
    }

    public Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken)
    {
        counts.Add("blob.get");
        return inner.GetAsync(name, cancellationToken);
    }

    public Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken)
    {
        counts.Add("blob.open");
        return inner.OpenReadAsync(name, range, cancellationToken);
    }

    public Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken)
    {
        counts.Add("blob.properties");
        return inner.GetPropertiesAsync(name, cancellationToken);
    }

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        counts.Add("blob.list");
        return inner.ListAsync(prefix, cancellationToken);
    }

    public IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, CancellationToken cancellationToken)
    {
        counts.Add("blob.list");
        return inner.ListFolderAsync(prefix, cancellationToken);
    }

    public Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken)
    {
        counts.Add("blob.delete");
        return inner.DeleteAsync(name, condition, cancellationToken);
    }

    public Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken)
    {
        counts.Add("blob.delete", names.Count);
        return inner.DeleteManyAsync(names, cancellationToken);
    }

    public Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken)
    {
        counts.Add("blob.copy");
        return inner.CopyAsync(source, destination, condition, cancellationToken);
    }
}

/// <summary>The same of a store whose blobs are files: readers go on finding them.</summary>
internal sealed class CountingLocalBlobStore(IBlobStore inner, ILocalFiles files, StorageCounts counts) : CountingBlobStore(inner, counts), ILocalFiles
{
    public string? FindFile(BlobName name)
    {
        Counts.Add("blob.open");
        return files.FindFile(name);
    }
}
