using System.Buffers.Binary;
using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Log;

/// <summary>Appends frames to a new segment. After a failed append the segment is given up: its tail is unknown.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly IFile _file;
    private readonly Durability _durability;

    private SegmentWriter(IFile file, SegmentHeader header, Durability durability)
    {
        _file = file;
        _durability = durability;
        Header = header;
        Length = LogFormat.SegmentHeaderBytes;
    }

    public SegmentHeader Header { get; }

    /// <summary>Where the durable frames end.</summary>
    public long Length { get; private set; }

    /// <summary>Creates the file with its header, durable with its entry in the folder before any frame is.</summary>
    public static SegmentWriter Create(IFileSystem files, string folder, SegmentHeader header, Durability durability)
    {
        var path = Path.Combine(folder, LogFormat.SegmentName(header.Number));
        var file = files.Open(path, FileOpening.OpenOrCreate);
        try
        {
            file.SetLength(0);
            file.Write(header.ToBytes(), 0);
            if (durability == Durability.Fsync)
            {
                file.Flush();
                files.FlushFolder(folder);
            }
            return new SegmentWriter(file, header, durability);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Starts a frame in an empty buffer: the header is filled in by <see cref="Append"/>.</summary>
    public static void Begin(RecordBuffer frame) => frame.Reserve(LogFormat.FrameHeaderBytes);

    /// <summary>One write, one flush: when it returns, the frame is durable.</summary>
    public void Append(RecordBuffer frame, long sequence)
    {
        var header = frame.Slice(0, LogFormat.FrameHeaderBytes);
        var body = frame.Written[LogFormat.FrameHeaderBytes..];
        BinaryPrimitives.WriteUInt32LittleEndian(header, LogFormat.FrameMarker);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], LogFormat.FrameChecksum(sequence, body));
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], sequence);
        _file.Write(frame.Written, Length);
        if (_durability == Durability.Fsync) _file.FlushData();
        Length += frame.Length;
    }

    public void Dispose() => _file.Dispose();
}
