using System.Buffers.Binary;

namespace Serverless.Engine.Log;

/// <summary>The first 56 bytes of each file of a hub; the magic says which kind, and what the last two numbers mean.</summary>
/// <param name="Hub">Which hub's file this is.</param>
/// <param name="Number">The file's number, also in its name.</param>
/// <param name="First">Segment: sequence of the first frame. Snapshot: sequence of the first frame to replay after it. Archive: 0.</param>
/// <param name="Second">Segment: where the segment before ends. Else 0.</param>
internal sealed record FileHeader(Guid Hub, long Number, long First, long Second)
{
    public byte[] ToBytes(ReadOnlySpan<byte> magic)
    {
        var bytes = new byte[LogFormat.HeaderBytes];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), LogFormat.Version);
        Hub.TryWriteBytes(bytes.AsSpan(12), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), First);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(44), Second);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(52), LogFormat.Checksum(bytes.AsSpan(0, 52)));
        return bytes;
    }

    /// <returns>Null when the bytes are no whole header.</returns>
    /// <exception cref="HubFormatException">A header of another version.</exception>
    public static FileHeader? Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> magic, string file)
    {
        if (bytes.Length < LogFormat.HeaderBytes || !bytes.StartsWith(magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]) != LogFormat.Checksum(bytes[..52]))
        {
            // Another version may have another layout behind its number; only a header of ours is judged by our checksum.
            var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            return version is LogFormat.Version or 0 or > 1000 ? null : throw new HubFormatException(file, version, LogFormat.Version);
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) is var sound and not LogFormat.Version) throw new HubFormatException(file, sound, LogFormat.Version);
        return new FileHeader(
            new Guid(bytes.Slice(12, 16), bigEndian: true),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[44..]));
    }
}
