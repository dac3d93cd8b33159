using System.Buffers.Binary;
using Serverless.Native.Checksums;

namespace Serverless.Store.Results;

/// <summary>
/// The results of a range of tasks in one blob: the parts one after the other, then their end offsets, then checksums, then a footer. Numbers are
/// little-endian.
/// <code>
/// part 0 … part n-1      bytes; what they are the plan knows (a value as JSON, a table as Parquet)
/// end 0 … end n-1        8 bytes each: where a part ends
/// check 0 … check b-1    4 bytes each: CRC-32C of each 64 KiB of the parts; the last piece may be shorter
/// check of the index     4 bytes: CRC-32C of all ends and checks
/// n                      4 bytes
/// "SVR2"                 4 bytes
/// </code>
/// One blob a unit: the number of storage operations does not grow with the tasks in it. Checksums are of blocks, not of parts, because a part may have
/// two bytes; a reader of a range reads whole blocks.
/// </summary>
internal static class ResultBlob
{
    public const int BlockBytes = 64 * 1024;

    public const int FooterBytes = 12;

    private static ReadOnlySpan<byte> Magic => "SVR2"u8;

    /// <summary>Index and footer for parts that end there.</summary>
    /// <param name="ends">Of the parts.</param>
    /// <param name="checks">Of the blocks.</param>
    public static byte[] WriteIndex(IReadOnlyList<long> ends, IReadOnlyList<uint> checks)
    {
        var tail = new byte[(ends.Count * 8) + (checks.Count * 4) + FooterBytes];
        for (var i = 0; i < ends.Count; i++) BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(i * 8), ends[i]);
        for (var i = 0; i < checks.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan((ends.Count * 8) + (i * 4)), checks[i]);
        var footer = tail.AsSpan(tail.Length - FooterBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(footer, Crc32C.Of(tail.AsSpan(0, tail.Length - FooterBytes)));
        BinaryPrimitives.WriteInt32LittleEndian(footer[4..], ends.Count);
        Magic.CopyTo(footer[8..]);
        return tail;
    }

    /// <summary>Bytes of index and footer of a blob, from its length and the number of its parts.</summary>
    public static long TailBytes(long blobBytes, long parts)
    {
        // All but ends and footer: each block has 4 bytes more.
        var blocks = Math.Max(0, blobBytes - (parts * 8) - FooterBytes);
        return (parts * 8) + ((blocks + BlockBytes + 3) / (BlockBytes + 4) * 4) + FooterBytes;
    }

    /// <summary>Reads where the parts end, and what their blocks are checked by.</summary>
    /// <param name="tail">Index and footer.</param>
    /// <param name="blobBytes">Length of the whole blob.</param>
    /// <param name="parts">How many it has.</param>
    /// <param name="blob">Its name, for errors.</param>
    /// <exception cref="InvalidDataException">It is no index of so many parts.</exception>
    public static ResultIndex ReadIndex(ReadOnlySpan<byte> tail, long blobBytes, int parts, string blob)
    {
        if (tail.Length < FooterBytes || !tail[^4..].SequenceEqual(Magic)) throw new InvalidDataException($"'{blob}' is no result blob, or was cut.");
        var written = BinaryPrimitives.ReadInt32LittleEndian(tail[^8..]);
        if (written != parts) throw new InvalidDataException($"'{blob}' has {written} parts and not {parts}.");
        if (tail.Length != TailBytes(blobBytes, parts)) throw new InvalidDataException($"'{blob}' has a cut index.");
        var index = tail[..^FooterBytes];
        if (Crc32C.Of(index) != BinaryPrimitives.ReadUInt32LittleEndian(tail[^FooterBytes..])) throw new InvalidDataException($"'{blob}' has a broken index: its checksum is another.");
        var ends = new long[parts];
        for (var i = 0; i < ends.Length; i++) ends[i] = BinaryPrimitives.ReadInt64LittleEndian(index[(i * 8)..]);
        var checks = new uint[(index.Length - (parts * 8)) / 4];
        for (var i = 0; i < checks.Length; i++) checks[i] = BinaryPrimitives.ReadUInt32LittleEndian(index[((parts * 8) + (i * 4))..]);
        return new ResultIndex(blob, ends, checks, blobBytes - tail.Length);
    }
}
