using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Log;

/// <summary>Appends frames to a new segment. After a failed append the segment is given up: its tail is unknown.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly IFile _file;
    private readonly Durability _durability;

    private SegmentWriter(IFile file, FileHeader header, Durability durability)
    {
        _file = file;
        _durability = durability;
        Header = header;
        Length = LogFormat.HeaderBytes;
    }

    public FileHeader Header { get; }

    /// <summary>Where the durable frames end.</summary>
    public long Length { get; private set; }

    /// <summary>Creates the file with its header, durable with its entry in the folder before any frame is.</summary>
    public static SegmentWriter Create(IFileSystem files, string folder, FileHeader header, Durability durability)
    {
        var path = Path.Combine(folder, LogFormat.SegmentName(header.Number));
        var file = files.Open(path, FileOpening.OpenOrCreate);
        try
        {
            file.SetLength(0);
            file.Write(header.ToBytes(LogFormat.SegmentMagic), 0);
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

    /// <summary>One write, one flush: when it returns, the frame is durable.</summary>
    public void Append(RecordBuffer frame, long sequence)
    {
        Frame.Seal(frame, sequence);
        _file.Write(frame.Written, Length);
        if (_durability == Durability.Fsync) _file.FlushData();
        Length += frame.Length;
    }

    public void Dispose() => _file.Dispose();
}
