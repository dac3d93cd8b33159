using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Native.Checksums;
using Serverless.Storage;

namespace Serverless.Store.Json;

/// <summary>
/// Blobs of our own: JSON objects that carry a checksum as their last property, so that a byte that is not what was written is noticed wherever it stands. Blobs of builds
/// before have none, and are taken as they are.
/// </summary>
public static class StoredJson
{
    private static ReadOnlySpan<byte> Key => ",\"crc32c\":\""u8;

    private const int Digits = 8;

    // Key, digits, quote and brace.
    private static int Tail => Key.Length + Digits + 2;

    public static byte[] Write<T>(T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, ExecutionJson.Options);
        // An array or an empty object has no room for it.
        if (json.Length <= 2 || json[^1] != '}') return json;
        var bytes = new byte[json.Length - 1 + Tail];
        json.AsSpan(0, json.Length - 1).CopyTo(bytes);
        Key.CopyTo(bytes.AsSpan(json.Length - 1));
        Encoding.ASCII.GetBytes(Crc32C.Of(json.AsSpan(0, json.Length - 1)).ToString("x8", CultureInfo.InvariantCulture), bytes.AsSpan(json.Length - 1 + Key.Length));
        "\"}"u8.CopyTo(bytes.AsSpan(bytes.Length - 2));
        return bytes;
    }

    /// <exception cref="DamagedBlobException">It is not what was written.</exception>
    public static T Read<T>(BlobContent content)
        where T : class =>
        TryRead<T>(content.Bytes.Span) ?? throw new DamagedBlobException(content.Properties.Name);

    /// <returns>Null when it is not what was written.</returns>
    public static T? TryRead<T>(ReadOnlySpan<byte> bytes)
        where T : class
    {
        try
        {
            if (!HasTail(bytes)) return JsonSerializer.Deserialize<T>(bytes, ExecutionJson.Options);
            var length = bytes.Length - Tail;
            Span<char> expected = stackalloc char[Digits];
            Crc32C.Of(bytes[..length]).TryFormat(expected, out _, "x8", CultureInfo.InvariantCulture);
            if (!Ascii.Equals(bytes.Slice(length + Key.Length, Digits), expected)) return null;
            var json = new byte[length + 1];
            bytes[..length].CopyTo(json);
            json[length] = (byte)'}';
            return JsonSerializer.Deserialize<T>(json, ExecutionJson.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool HasTail(ReadOnlySpan<byte> bytes) =>
        bytes.Length > Tail + 1 && bytes.EndsWith("\"}"u8) && bytes.Slice(bytes.Length - Tail, Key.Length).SequenceEqual(Key);
}

/// <summary>A blob of our own is not what was written. The message names it and says what mends it.</summary>
public sealed class DamagedBlobException(BlobName name)
    : StorageException($"The blob '{name}' is damaged: it is not what was written. Put it back from a copy, or submit the job again: what it finished is found.")
{
    public BlobName Name { get; } = name;
}
