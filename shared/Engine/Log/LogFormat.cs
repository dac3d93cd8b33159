using System.Buffers.Binary;
using Serverless.Native.Checksums;

namespace Serverless.Engine.Log;

/// <summary>Numbers of the log's layout (docs/architecture/engine-log.md). A change of meaning is a new <see cref="Version"/>.</summary>
internal static class LogFormat
{
    /// <summary>Written in every segment, snapshot and archive. A file of another version is refused with a message, never guessed at.</summary>
    public const uint Version = 1;

    /// <summary>Start of a segment: "SVLSLOG" and a zero.</summary>
    public static ReadOnlySpan<byte> SegmentMagic => "SVLSLOG\0"u8;

    public static ReadOnlySpan<byte> SnapshotMagic => "SVLSSNP\0"u8;

    public static ReadOnlySpan<byte> ArchiveMagic => "SVLSARC\0"u8;

    /// <summary>Magic 8, version 4, hub 16, number 8, two more numbers 16, checksum 4.</summary>
    public const int HeaderBytes = 56;

    /// <summary>Marker 4, length of body 4, checksum 4, sequence 8.</summary>
    public const int FrameHeaderBytes = 20;

    /// <summary>"FRAM": lets the search behind damage be quick.</summary>
    public const uint FrameMarker = 0x4D415246;

    /// <summary>One frame is one write: the bound keeps memory and the search behind damage small.</summary>
    public const int MaxFrameBytes = 256 * 1024 * 1024;

    public const string SegmentSuffix = ".log";

    public const string SnapshotSuffix = ".snapshot";

    public const string ArchiveSuffix = ".archive";

    public static string SegmentName(long number) => FileName(number, SegmentSuffix);

    public static string FileName(long number, string suffix) => $"{number:D10}{suffix}";

    /// <summary>CRC-32C (Castagnoli), seeded and finished with all ones.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes, uint seed = uint.MaxValue) => ~Crc32C.Append(seed, bytes);

    /// <summary>The checksum of a frame covers length, sequence and body, so that no header field can lie.</summary>
    public static uint FrameChecksum(long sequence, ReadOnlySpan<byte> body)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(head, body.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[4..], sequence);
        return ~Crc32C.Append(Crc32C.Append(uint.MaxValue, head), body);
    }
}
