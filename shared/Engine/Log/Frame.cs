using System.Buffers.Binary;
using Serverless.Engine.Records;

namespace Serverless.Engine.Log;

/// <summary>The frame: what every file of a hub is made of behind its header.</summary>
internal static class Frame
{
    /// <summary>Starts a frame in an empty buffer: the header is filled in by <see cref="Seal"/>.</summary>
    public static void Begin(RecordBuffer frame) => frame.Reserve(LogFormat.FrameHeaderBytes);

    public static void Seal(RecordBuffer frame, long sequence)
    {
        var header = frame.Slice(0, LogFormat.FrameHeaderBytes);
        var body = frame.Written[LogFormat.FrameHeaderBytes..];
        BinaryPrimitives.WriteUInt32LittleEndian(header, LogFormat.FrameMarker);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], LogFormat.FrameChecksum(sequence, body));
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], sequence);
    }

    /// <summary>Reads a frame that lies whole in memory.</summary>
    /// <returns>Its body, or null when it is not sound.</returns>
    public static ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> bytes, long sequence)
    {
        if (bytes.Length < LogFormat.FrameHeaderBytes) return null;
        var header = bytes.Span;
        var body = bytes[LogFormat.FrameHeaderBytes..];
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == LogFormat.FrameMarker
            && BinaryPrimitives.ReadInt32LittleEndian(header[4..]) == body.Length
            && BinaryPrimitives.ReadInt64LittleEndian(header[12..]) == sequence
            && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == LogFormat.FrameChecksum(sequence, body.Span)
            ? body
            : null;
    }
}
