using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Log;

/// <summary>
/// The log of a hub: segments of frames, one frame a batch. Not thread-safe; the dispatcher owns it.
/// </summary>
/// <remarks>
/// Invariant: at most one frame is not known durable, the last one. So a torn write can only be at the very end, and anything unsound before a sound
/// frame is damage. Old segments are never changed: a new one says where the one before ends.
/// </remarks>
internal sealed class WriteAheadLog : IDisposable
{
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly LogOptions _options;
    private readonly Guid _hub;
    private SegmentWriter? _writer;
    private long _lastNumber;
    private long _lastLength;

    public WriteAheadLog(IFileSystem files, string folder, LogOptions options, Guid hub, LogPosition end)
    {
        _files = files;
        _folder = folder;
        _options = options;
        _hub = hub;
        _lastNumber = end.Segment;
        _lastLength = end.Offset;
        NextSequence = end.NextSequence;
    }

    /// <summary>Sequence of the next frame.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Number of the segment that is written, or of the last one.</summary>
    public long Segment => _lastNumber;

    /// <summary>Bytes appended since the log was opened.</summary>
    public long AppendedBytes { get; private set; }

    /// <summary>Frames appended since the log was opened; each is one flush.</summary>
    public long Appends { get; private set; }

    /// <summary>
    /// Makes a frame durable. When it throws, nothing of it counts, and the same frame may be appended again: it then goes to a new segment, because
    /// after a failed flush it is not known what the old one holds.
    /// </summary>
    public void Append(RecordBuffer frame)
    {
        if (_writer is { } full && full.Length + frame.Length > _options.SegmentBytes && full.Length > LogFormat.HeaderBytes) CloseSegment();
        _writer ??= SegmentWriter.Create(
            _files, _folder, new FileHeader(_hub, _lastNumber + 1, NextSequence, _lastLength), _options.Durability);
        _lastNumber = _writer.Header.Number;
        try
        {
            _writer.Append(frame, NextSequence);
        }
        catch
        {
            CloseSegment();
            throw;
        }
        _lastLength = _writer.Length;
        NextSequence++;
        AppendedBytes += frame.Length;
        Appends++;
    }

    /// <summary>The next frame starts a new segment.</summary>
    public void CloseSegment()
    {
        if (_writer is null) return;
        _lastNumber = _writer.Header.Number;
        _lastLength = _writer.Length;
        _writer.Dispose();
        _writer = null;
    }

    public void Dispose() => _writer?.Dispose();
}
