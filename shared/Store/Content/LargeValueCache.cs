using System.Security.Cryptography;
using Serverless.Storage;
using Serverless.Store.Memory;

namespace Serverless.Store.Content;

/// <summary>
/// Large values of one tenant that this process has loaded, by content: units that ask for the same one at once wait for one load. The least recently used
/// go first when they are more than the bound; what somebody reads at that moment stays with him.
/// </summary>
/// <param name="blobs">Where they lie.</param>
/// <param name="maxBytes">Bytes that are kept together. A larger value is kept alone, until the next one comes.</param>
internal sealed class LargeValueCache(IBlobStore blobs, long maxBytes)
{
    private readonly RecentCache<Task<byte[]>> _known = new(maxBytes);

    /// <summary>A sixteenth of the machine's or container's memory, and at most 256 MiB.</summary>
    public static long DefaultMaxBytes => Math.Min(256L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16);

    /// <summary>Its JSON. Not to be changed.</summary>
    /// <exception cref="BlobNotFoundException">It is gone.</exception>
    /// <exception cref="InvalidDataException">It is not what its name says.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(string token, LargeValue value, CancellationToken cancellationToken)
    {
        var loading = _known.GetOrAdd(value.Hash, value.Length, () => Task.Run(() => LoadAsync(token, value)));
        try
        {
            return await loading.WaitAsync(cancellationToken);
        }
        catch when (loading.IsFaulted)
        {
            // The next one who asks tries again.
            _known.Remove(value.Hash, loading);
            throw;
        }
    }

    // All who wait share it: the cancellation of one does not end it.
    private async Task<byte[]> LoadAsync(string token, LargeValue value)
    {
        var name = LargeValue.NameOf(token, value.Hash);
        var bytes = new byte[value.Length];
        await using var source = await ContentBlob.OpenAsync(blobs, name, CancellationToken.None);
        await source.ReadExactlyAsync(bytes, CancellationToken.None);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != value.Hash) throw new InvalidDataException($"'{name}' is not what its name says.");
        return bytes;
    }
}
