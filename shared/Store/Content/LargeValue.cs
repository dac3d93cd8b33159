using System.Buffers.Binary;
using Serverless.Graph.Documents;
using Serverless.Storage;

namespace Serverless.Store.Content;

/// <summary>
/// What stands in a result blob for a value that lies in a blob of its own, named by its content: <c>results/{token}/values/{sha256}</c>. So equal values of
/// a node are stored once, and a process that needs one in a thousand units loads it once.
/// </summary>
/// <param name="Hash">SHA-256 of its JSON, in lower-case hex.</param>
/// <param name="Length">Bytes of its JSON.</param>
internal readonly record struct LargeValue(string Hash, long Length)
{
    /// <summary>Folder of such values among the results of a node.</summary>
    public const string Folder = "values";

    /// <summary>Bytes of the reference.</summary>
    public const int ReferenceBytes = 1 + HashBytes + sizeof(long);

    private const int HashBytes = 32;

    // No JSON text begins with it, and no Parquet file.
    private const byte Mark = 0x01;

    /// <summary>The blob, among the results of a node.</summary>
    public static BlobName NameOf(string token, string hash) => new($"{Layout.Results}/{token}/{Folder}/{hash}");

    /// <summary>Whether a blob among results is such a value.</summary>
    public static bool Is(BlobName result) => result.Value.Split('/') is [_, _, Folder, _];

    /// <summary>Reads a part that may be a reference; false: it is the value itself, or nothing.</summary>
    public static bool TryRead(ReadOnlySpan<byte> part, out LargeValue value)
    {
        value = default;
        if (part.Length != ReferenceBytes || part[0] != Mark) return false;
        value = new LargeValue(Convert.ToHexStringLower(part.Slice(1, HashBytes)), BinaryPrimitives.ReadInt64LittleEndian(part[(1 + HashBytes)..]));
        return true;
    }

    /// <summary>The part that refers to it.</summary>
    public byte[] ToReference()
    {
        var part = new byte[ReferenceBytes];
        part[0] = Mark;
        Convert.FromHexString(Hash).CopyTo(part.AsSpan(1));
        BinaryPrimitives.WriteInt64LittleEndian(part.AsSpan(1 + HashBytes), Length);
        return part;
    }
}
