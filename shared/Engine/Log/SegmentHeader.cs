using System.Buffers.Binary;

namespace Serverless.Engine.Log;

/// <summary>The first bytes of a segment.</summary>
/// <param name="Hub">Which hub's log this is.</param>
/// <param name="Number">Segments are numbered from 1 without gaps.</param>
/// <param name="FirstSequence">Sequence of its first frame.</param>
/// <param name="PreviousLength">
/// Where the segment before ends. What lies behind that point there was never acknowledged: so a torn tail needs no repair of the old file.
/// </param>
internal sealed record SegmentHeader(Guid Hub, long Number, long FirstSequence, long PreviousLength)
{
    public byte[] ToBytes()
    {
        var bytes = new byte[LogFormat.SegmentHeaderBytes];
        LogFormat.SegmentMagic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), LogFormat.Version);
        Hub.TryWriteBytes(bytes.AsSpan(12), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(44), PreviousLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(52), LogFormat.Checksum(bytes.AsSpan(0, 52)));
        return bytes;
    }

    /// <returns>Null when the bytes are no whole header (a segment whose creation was cut off).</returns>
    /// <exception cref="HubFormatException">A sound header of another version.</exception>
    public static SegmentHeader? Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < LogFormat.SegmentHeaderBytes || !bytes.StartsWith(LogFormat.SegmentMagic)) return null;
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        // The version is judged before the checksum: another version may have another layout behind it.
        if (version != LogFormat.Version && (version is > 0 and < 1000)) throw new HubFormatException(file, version);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]) != LogFormat.Checksum(bytes[..52])) return null;
        return new SegmentHeader(
            new Guid(bytes.Slice(12, 16), bigEndian: true),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[44..]));
    }
}
