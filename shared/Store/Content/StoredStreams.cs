using System.Buffers;
using System.Text;
using Serverless.Graph.Documents;
using Serverless.Storage;

namespace Serverless.Store.Content;

/// <summary>
/// Bytes that functions gave as streams: <c>values/{sha256}</c>, by content, no matter who made them. Results refer to them by name; a record says to which, and
/// <c>results/{token}/streams</c> says that a node has such records.
/// </summary>
public static class StoredStreams
{
    public const string Folder = $"{Layout.Values}/";

    private const int HashLength = 64;

    // Above it one listing of all costs less.
    private const int MaxLooks = 64;

    // Requests at once.
    private const int Parallel = 16;

    private const string HashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    public static BlobName NameOf(string hash) => new(Folder + hash);

    /// <summary>The hash in a name; null: it names something else.</summary>
    public static string? HashOf(string name) =>
        name.Length == Folder.Length + HashLength && name.StartsWith(Folder, StringComparison.Ordinal) && Encoding.ASCII.GetBytes(name[Folder.Length..]).AsSpan().IndexOfAnyExcept(Hex) < 0
            ? name[Folder.Length..]
            : null;

    /// <summary>Says that records of a node refer to streams; written before the first of them.</summary>
    public static BlobName MarkOf(string token) => new($"{Layout.Results}/{token}/streams");

    /// <summary>Whether a blob among results is such a mark.</summary>
    public static bool IsMark(BlobName result) => result.Value.Split('/') is [_, _, "streams"];

    public static Task MarkAsync(IBlobStore blobs, string token, CancellationToken cancellationToken) =>
        blobs.PutAsync(MarkOf(token), ReadOnlyMemory<byte>.Empty, BlobCondition.None, cancellationToken);

    /// <summary>Adds the hashes of all names that stand in a text.</summary>
    public static void FindIn(ReadOnlySpan<byte> text, ISet<string> hashes)
    {
        var folder = "values/"u8;
        while (text.IndexOf(folder) is var at and >= 0)
        {
            text = text[(at + folder.Length)..];
            if (text.Length >= HashLength && text[..HashLength].IndexOfAnyExcept(Hex) < 0) hashes.Add(Encoding.ASCII.GetString(text[..HashLength]));
        }
    }

    /// <summary>Those of the streams that are gone, or were given up as broken.</summary>
    public static async Task<IReadOnlySet<string>> MissingAsync(IBlobStore blobs, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        var missing = hashes.ToHashSet(StringComparer.Ordinal);
        if (missing.Count > MaxLooks)
        {
            await foreach (var blob in blobs.ListAsync(Folder, cancellationToken))
            {
                if (HashOf(blob.Name.Value) is { } hash && IsWhole(hash, blob.Length)) missing.Remove(hash);
            }
            return missing;
        }
        foreach (var some in missing.Chunk(Parallel))
        {
            var there = await Task.WhenAll(some.Select(h => blobs.GetPropertiesAsync(NameOf(h), cancellationToken)));
            missing.ExceptWith(some.Where((h, i) => there[i] is { } found && IsWhole(h, found.Length)));
        }
        return missing;
    }

    /// <summary>Gives a broken one up, for everybody: only the collector deletes, so it is emptied.</summary>
    public static Task GiveUpAsync(IBlobStore blobs, string hash, CancellationToken cancellationToken) =>
        blobs.PutAsync(NameOf(hash), ReadOnlyMemory<byte>.Empty, BlobCondition.None, cancellationToken);

    private static bool IsWhole(string hash, long length) => length > 0 || hash == HashOfNothing;
}
