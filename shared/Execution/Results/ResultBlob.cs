using System.Buffers.Binary;

namespace Serverless.Execution.Results;

/// <summary>
/// The results of a range of tasks in one blob: the parts one after the other, then their end offsets, then a footer.
/// <code>
/// part 0 … part n-1      bytes; what they are the plan knows (a value as JSON, a table as Parquet)
/// end 0 … end n-1        8 bytes each, little-endian: where a part ends
/// n                      4 bytes, little-endian
/// "SVR1"                 4 bytes
/// </code>
/// One blob a unit: the number of storage operations does not grow with the tasks in it.
/// </summary>
internal static class ResultBlob
{
    public const int FooterBytes = 8;

    private static ReadOnlySpan<byte> Magic => "SVR1"u8;

    /// <summary>Index and footer for parts that end there.</summary>
    public static byte[] WriteIndex(IReadOnlyList<long> ends)
    {
        var tail = new byte[(ends.Count * 8) + FooterBytes];
        for (var i = 0; i < ends.Count; i++) BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(i * 8), ends[i]);
        BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(ends.Count * 8), ends.Count);
        Magic.CopyTo(tail.AsSpan((ends.Count * 8) + 4));
        return tail;
    }

    /// <summary>Bytes of the index and footer, from the footer alone.</summary>
    /// <exception cref="InvalidDataException">It is no footer.</exception>
    public static int TailBytes(ReadOnlySpan<byte> footer, string blob)
    {
        if (footer.Length < FooterBytes || !footer[^4..].SequenceEqual(Magic)) throw new InvalidDataException($"'{blob}' is no result blob, or was cut.");
        return (BinaryPrimitives.ReadInt32LittleEndian(footer[^8..]) * 8) + FooterBytes;
    }

    /// <summary>Reads where the parts end.</summary>
    /// <exception cref="InvalidDataException">It is no index of so many parts, or its offsets do not ascend within the blob.</exception>
    public static long[] ReadIndex(ReadOnlySpan<byte> tail, long blobBytes, int parts, string blob)
    {
        var bytes = TailBytes(tail, blob);
        if (bytes != (parts * 8) + FooterBytes) throw new InvalidDataException($"'{blob}' does not have {parts} parts.");
        if (bytes > tail.Length) throw new InvalidDataException($"'{blob}' has a cut index.");
        var index = tail[^bytes..];
        var ends = new long[(bytes - FooterBytes) / 8];
        var before = 0L;
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = BinaryPrimitives.ReadInt64LittleEndian(index[(i * 8)..]);
            if (ends[i] < before || ends[i] > blobBytes - bytes) throw new InvalidDataException($"'{blob}' has a broken index at part {i}.");
            before = ends[i];
        }
        return ends;
    }
}
