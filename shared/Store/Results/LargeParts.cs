using System.Security.Cryptography;
using Serverless.Storage;
using Serverless.Store.Content;

namespace Serverless.Store.Results;

/// <summary>Large values of one result blob, until they are uploaded before it: a scratch file each, equal ones once.</summary>
internal sealed class LargeParts(string scratch) : IDisposable
{
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);

    /// <summary>Hashes of what was added.</summary>
    public IReadOnlyCollection<string> Hashes => _lengths.Keys;

    /// <summary>Bytes of what was added.</summary>
    public long Bytes => _lengths.Values.Sum();

    /// <summary>Keeps a value: the rest of a stream.</summary>
    public LargeValue Add(Stream json)
    {
        var start = json.Position;
        var value = new LargeValue(Convert.ToHexStringLower(SHA256.HashData(json)), json.Length - start);
        if (!_lengths.TryAdd(value.Hash, value.Length)) return value;
        json.Position = start;
        Directory.CreateDirectory(scratch);
        using var file = File.Create(PathOf(value.Hash));
        json.CopyTo(file);
        return value;
    }

    /// <summary>Uploads them among the results of a node. What is there already has the same content.</summary>
    public async Task UploadAsync(IBlobStore blobs, string token, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var hash in _lengths.Keys)
        {
            await using var file = File.OpenRead(PathOf(hash));
            await ContentBlob.StoreAsync(blobs, LargeValue.NameOf(token, hash), file, time, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var hash in _lengths.Keys) File.Delete(PathOf(hash));
    }

    private string PathOf(string hash) => Path.Combine(scratch, $"{hash}.value");
}
