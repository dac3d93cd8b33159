using Serverless.Storage;

namespace Serverless.Execution.Tests.Cache.Kit;

/// <summary>A store in memory. Before each operation it asks whose turn it is, so that a test decides how operations of several actors interleave.</summary>
internal sealed class MemoryBlobs(TimeProvider time, Dictionary<string, BlobContent> blobs, Func<string, Task> turn) : IBlobStore
{
    private static long _versions;

    public string Container => "memory";

    public async Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken)
    {
        await turn($"put {name}");
        return Put(name, content, condition);
    }

    private BlobProperties Put(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition)
    {
        var there = blobs.GetValueOrDefault(name.Value);
        if ((condition.MustBeAbsent && there is not null) || (condition.MustMatch is { } tag && there?.Properties.ETag != tag)) throw new StorageConflictException(name, "conflict");
        var properties = new BlobProperties(name, content.Length, new ETag($"{Interlocked.Increment(ref _versions)}"), time.GetUtcNow());
        blobs[name.Value] = new BlobContent(properties, content.ToArray());
        return properties;
    }

    public async Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken)
    {
        await turn($"get {name}");
        return blobs.GetValueOrDefault(name.Value);
    }

    public async Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken)
    {
        await turn($"look at {name}");
        return blobs.GetValueOrDefault(name.Value)?.Properties;
    }

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await turn($"list {prefix}");
        foreach (var blob in blobs.Values.Where(b => b.Properties.Name.Value.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(b => b.Properties.Name.Value, StringComparer.Ordinal).ToList())
            yield return blob.Properties;
    }

    public async Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken)
    {
        await turn($"delete {name}");
        if (condition.MustMatch is { } tag && blobs.GetValueOrDefault(name.Value) is { } there && there.Properties.ETag != tag) throw new StorageConflictException(name, "conflict");
        return blobs.Remove(name.Value);
    }

    public async Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken)
    {
        foreach (var name in names) await DeleteAsync(name, BlobCondition.None, cancellationToken);
    }

    public async IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await turn($"list folder {prefix}");
        string? folder = null;
        foreach (var blob in blobs.Values.Where(b => b.Properties.Name.Value.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(b => b.Properties.Name.Value, StringComparer.Ordinal).ToList())
        {
            var name = blob.Properties.Name.Value;
            var slash = name.IndexOf('/', prefix.Length);
            if (slash < 0) yield return new BlobEntry(name, blob.Properties);
            else if (name[..(slash + 1)] != folder) yield return new BlobEntry(folder = name[..(slash + 1)], null);
        }
    }

    public async Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken)
    {
        await turn($"upload {name}");
        // In memory as well: nothing here waits for anything but its turn.
        var bytes = new byte[content.Length - content.Position];
        content.ReadExactly(bytes);
        return Put(name, bytes, condition);
    }

    public Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken) => throw new NotSupportedException();
}
