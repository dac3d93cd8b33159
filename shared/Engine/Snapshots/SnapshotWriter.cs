using Serverless.Engine.Archives;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Snapshots;

/// <summary>Writes a snapshot under a temporary name; it counts once it was renamed. Used on a thread of its own.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    public const string Unfinished = ".new";

    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly string _path;
    private readonly IFile _file;
    private long _frames;
    private long _length = LogFormat.HeaderBytes;

    public SnapshotWriter(IFileSystem files, string folder, FileHeader header)
    {
        _files = files;
        _folder = folder;
        _path = Path.Combine(folder, LogFormat.FileName(header.Number, LogFormat.SnapshotSuffix));
        _file = files.Open(_path + Unfinished, FileOpening.OpenOrCreate);
        _file.SetLength(0);
        _file.Write(header.ToBytes(LogFormat.SnapshotMagic), 0);
    }

    /// <summary>Writes one frame; the buffer was started with <see cref="Frame.Begin"/>.</summary>
    public void Write(RecordBuffer frame)
    {
        Frame.Seal(frame, ++_frames);
        _file.Write(frame.Written, _length);
        _length += frame.Length;
    }

    /// <summary>Ends the snapshot and gives it its name: from now on the log before it is not needed.</summary>
    public void Finish(ArchiveSet archives, long nextExecution, long lastSequence)
    {
        var frame = new RecordBuffer();
        Frame.Begin(frame);
        foreach (var archive in archives.Files)
        {
            frame.Byte((byte)SnapshotEntry.Archive);
            frame.Long(archive.Number);
        }
        foreach (var (id, upTo) in archives.Forgotten)
        {
            frame.Byte((byte)SnapshotEntry.Forgotten);
            frame.Id(id);
            frame.Long(upTo);
        }
        frame.Byte((byte)SnapshotEntry.Executions);
        frame.Long(nextExecution);
        frame.Byte((byte)SnapshotEntry.End);
        frame.Long(lastSequence);
        Write(frame);
        _file.Flush();
        _files.Rename(_path + Unfinished, _path, overwrite: true);
        _files.FlushFolder(_folder);
    }

    public void Dispose() => _file.Dispose();
}
