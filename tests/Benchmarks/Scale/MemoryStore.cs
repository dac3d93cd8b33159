using System.Runtime.CompilerServices;
using Serverless.Storage;

namespace Serverless.Benchmarks.Scale;

/// <summary>Blobs in memory: what a disk or a network takes is another benchmark's.</summary>
internal sealed class MemoryStore : IBlobStore
{
    private readonly SortedDictionary<string, BlobContent> _blobs = new(StringComparer.Ordinal);
    private long _versions;

    public string Container => "memory";

    public Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        if (condition.MustBeAbsent && _blobs.ContainsKey(name.Value)) throw new StorageConflictException(name, "it is there");
        var properties = new BlobProperties(name, content.Length, new ETag($"{++_versions}"), DateTimeOffset.UnixEpoch);
        _blobs[name.Value] = new BlobContent(properties, content.ToArray());
        return Task.FromResult(properties);
    }

    public Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken) => Task.FromResult(_blobs.GetValueOrDefault(name.Value));

    public Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken) => Task.FromResult(_blobs.GetValueOrDefault(name.Value)?.Properties);

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (name, blob) in _blobs)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) yield return blob.Properties;
        }
    }

    public Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken) => Task.FromResult(_blobs.Remove(name.Value));

    public Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
