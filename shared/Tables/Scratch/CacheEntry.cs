using Serverless.Storage;

namespace Serverless.Tables.Scratch;

/// <summary>A version of a blob: its file never goes stale.</summary>
/// <param name="Store">Where it is.</param>
/// <param name="Blob">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Part">Empty: all of it; else which part.</param>
internal sealed record CacheKey(IBlobStore Store, BlobName Blob, ETag Version, string Part);

/// <summary>A file of the cache. Pins and node belong to the cache's lock.</summary>
internal sealed class CacheEntry
{
    private readonly Lock _gate = new();
    private Task? _download;

    public CacheEntry(CacheKey key, string path, long bytes)
    {
        (Key, Path, Bytes) = (key, path, bytes);
        Node = new LinkedListNode<CacheEntry>(this);
    }

    public CacheKey Key { get; }

    public string Path { get; }

    /// <summary>On disk; until the download ends, the blob's length.</summary>
    public long Bytes { get; set; }

    public LinkedListNode<CacheEntry> Node { get; }

    public int Pins { get; set; } = 1;

    /// <summary>True once the file is there in full; without it, the entry goes with its last pin.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The first to come downloads; the others wait. After a failure the next to come tries again.</summary>
    public async Task DownloadAsync(Func<Task> download, CancellationToken cancellationToken)
    {
        Task running;
        lock (_gate)
        {
            if (_download is null or { IsFaulted: true } or { IsCanceled: true }) _download = download();
            running = _download;
        }
        await running.WaitAsync(cancellationToken);
    }
}
