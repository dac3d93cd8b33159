using System.Security.Cryptography;
using Serverless.Storage;

namespace Serverless.Execution.Values.Large;

/// <summary>
/// Large values of one tenant that this process has loaded, by content: units that ask for the same one at once wait for one load. The least recently used
/// go first when they are more than the bound; what somebody reads at that moment stays with him.
/// </summary>
/// <param name="blobs">Where they lie.</param>
/// <param name="maxBytes">Bytes that are kept together. A larger value is kept alone, until the next one comes.</param>
internal sealed class LargeValueCache(IBlobStore blobs, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);

    // Least recently used first.
    private readonly LinkedList<Entry> _order = new();
    private long _bytes;

    /// <summary>A sixteenth of the machine's or container's memory, and at most 256 MiB.</summary>
    public static long DefaultMaxBytes => Math.Min(256L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16);

    /// <summary>Its JSON. Not to be changed.</summary>
    /// <exception cref="BlobNotFoundException">It is gone.</exception>
    /// <exception cref="InvalidDataException">It is not what its name says.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(string token, LargeValue value, CancellationToken cancellationToken)
    {
        var loading = Find(token, value);
        try
        {
            return await loading.WaitAsync(cancellationToken);
        }
        catch when (loading.IsFaulted)
        {
            // The next one who asks tries again.
            Forget(value.Hash, loading);
            throw;
        }
    }

    private Task<byte[]> Find(string token, LargeValue value)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(value.Hash, out var known))
            {
                _order.Remove(known);
                _order.AddLast(known);
                return known.Value.Loading;
            }
            var entry = new Entry(value.Hash, value.Length, Task.Run(() => LoadAsync(token, value)));
            _entries[value.Hash] = _order.AddLast(entry);
            _bytes += value.Length;
            while (_bytes > maxBytes && _order.Count > 1) Remove(_order.First!);
            return entry.Loading;
        }
    }

    private void Forget(string hash, Task<byte[]> loading)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(hash, out var known) && known.Value.Loading == loading) Remove(known);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _entries.Remove(node.Value.Hash);
        _bytes -= node.Value.Length;
    }

    // For all who wait: nobody's cancellation ends it.
    private async Task<byte[]> LoadAsync(string token, LargeValue value)
    {
        var name = LargeValue.NameOf(token, value.Hash);
        var bytes = new byte[value.Length];
        await using var source = await blobs.OpenReadAsync(name, BlobRange.All, CancellationToken.None);
        await source.ReadExactlyAsync(bytes, CancellationToken.None);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != value.Hash) throw new InvalidDataException($"'{name}' is not what its name says.");
        return bytes;
    }

    private sealed record Entry(string Hash, long Length, Task<byte[]> Loading);
}
