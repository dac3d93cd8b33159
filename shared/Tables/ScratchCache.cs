using Serverless.Storage;
using Serverless.Tables.Errors;
using Serverless.Tables.Parquet;
using Serverless.Tables.Scratch;

namespace Serverless.Tables;

/// <summary>
/// Blobs as local files: DuckDB reads files only. Bounded; the least recently used go first; a file in use stays. Shared by all units of a worker: concurrent
/// requests for one blob make one download. What the folder holds at start is removed, as nothing tells whether it is whole.
/// </summary>
public sealed class ScratchCache
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CacheKey, CacheEntry> _entries = [];
    private readonly LinkedList<CacheEntry> _idle = new();
    private readonly string _folder;
    private readonly long _maxBytes;
    private long _bytes;
    private long _names;

    /// <param name="folder">A folder of this cache's own; created, emptied.</param>
    /// <param name="maxBytes">Bytes to keep. Files in use may exceed it: refusing them would stop the work.</param>
    public ScratchCache(string folder, long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _folder = Path.GetFullPath(folder);
        _maxBytes = maxBytes;
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Bytes of all files, in use or not.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    /// <summary>Downloads since start.</summary>
    public long Downloads { get; private set; }

    /// <summary>The blob as a local file, downloaded unless it is there. Dispose the result when no query reads it any more.</summary>
    /// <param name="store">Where the blob is.</param>
    /// <param name="blob">Which.</param>
    /// <param name="cancellationToken">Ends this wait; a download that others wait for too goes on.</param>
    /// <exception cref="BlobNotFoundException">It is not there.</exception>
    public async Task<ScratchFile> GetAsync(IBlobStore store, BlobName blob, CancellationToken cancellationToken)
    {
        var properties = await PropertiesAsync(store, blob, cancellationToken);
        return await GetAsync(store, properties, "", path => BlobDownload.WholeAsync(store, properties, path), cancellationToken);
    }

    /// <summary>
    /// A part of a Parquet blob as a local file that holds nothing else: a sparse file of the blob's length with the footer and the part's pages in place.
    /// Queries that read anything else fail, never with wrong data. Small blobs, and reads of most of one, come whole: a request costs more than the bytes it spares.
    /// </summary>
    /// <param name="store">Where the blob is.</param>
    /// <param name="blob">Which.</param>
    /// <param name="part">Columns and rows.</param>
    /// <param name="cancellationToken">Ends this wait.</param>
    /// <exception cref="BlobNotFoundException">It is not there.</exception>
    /// <exception cref="TableException">Kind CorruptInput: it is no Parquet file.</exception>
    public async Task<ScratchFile> GetPartAsync(IBlobStore store, BlobName blob, ParquetPart part, CancellationToken cancellationToken)
    {
        var properties = await PropertiesAsync(store, blob, cancellationToken);
        var key = properties.Length < SparseDownload.LeastBytes ? "" : part.Key;
        Func<string, Task<long>> download = key.Length == 0
            ? path => BlobDownload.WholeAsync(store, properties, path)
            : path => SparseDownload.PartAsync(store, properties, part, path);
        return await GetAsync(store, properties, key, download, cancellationToken);
    }

    private static async Task<BlobProperties> PropertiesAsync(IBlobStore store, BlobName blob, CancellationToken cancellationToken) =>
        await store.GetPropertiesAsync(blob, cancellationToken) ?? throw new BlobNotFoundException(blob, store.Container);

    private async Task<ScratchFile> GetAsync(IBlobStore store, BlobProperties properties, string part, Func<string, Task<long>> download, CancellationToken cancellationToken)
    {
        var entry = Pin(new CacheKey(store, properties.Name, properties.ETag, part), properties.Length);
        try
        {
            await entry.DownloadAsync(() => DownloadAsync(download, entry), cancellationToken);
            return new ScratchFile(entry.Path, properties, () => Unpin(entry));
        }
        catch
        {
            Unpin(entry);
            throw;
        }
    }

    /// <summary>Pins the entry itself: all who wait may be gone before it ends, and its file must not be removed under it.</summary>
    private async Task DownloadAsync(Func<string, Task<long>> download, CacheEntry entry)
    {
        lock (_gate)
        {
            Downloads++;
            entry.Pins++;
        }
        try
        {
            // Not cancelled with the first caller: others may wait for the same file.
            var bytes = await download(entry.Path);
            lock (_gate)
            {
                _bytes += bytes - entry.Bytes;
                entry.Bytes = bytes;
                entry.IsWhole = true;
            }
        }
        finally
        {
            Unpin(entry);
        }
    }

    private CacheEntry Pin(CacheKey key, long length)
    {
        List<CacheEntry> evicted;
        CacheEntry entry;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var known))
            {
                if (known.Pins++ == 0) _idle.Remove(known.Node);
                return known;
            }
            entry = new CacheEntry(key, Path.Combine(_folder, $"{++_names:x}{Path.GetExtension(key.Blob.Value)}"), length);
            _entries.Add(key, entry);
            _bytes += length;
            evicted = Evict();
        }
        Remove(evicted);
        return entry;
    }

    private void Unpin(CacheEntry entry)
    {
        List<CacheEntry> evicted;
        lock (_gate)
        {
            if (--entry.Pins > 0) return;
            _idle.AddLast(entry.Node);
            evicted = Evict();
            if (!entry.IsWhole && !evicted.Contains(entry))
            {
                Forget(entry);
                evicted.Add(entry);
            }
        }
        Remove(evicted);
    }

    private List<CacheEntry> Evict()
    {
        var evicted = new List<CacheEntry>();
        while (_bytes > _maxBytes && _idle.First is { } oldest)
        {
            Forget(oldest.Value);
            evicted.Add(oldest.Value);
        }
        return evicted;
    }

    private void Forget(CacheEntry entry)
    {
        _idle.Remove(entry.Node);
        _entries.Remove(entry.Key);
        _bytes -= entry.Bytes;
    }

    /// <summary>Outside of the lock: names are never used twice, so nothing waits for a deletion.</summary>
    private static void Remove(List<CacheEntry> entries)
    {
        foreach (var entry in entries) File.Delete(entry.Path);
    }
}
