using Serverless.Durable;
using Serverless.Engine.Instances;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Native.Files;

namespace Serverless.Engine.Archives;

/// <summary>Writes finished instances, in order of their ids, into an archive: blocks, an index of the blocks, and a footer that says where the index is.</summary>
internal sealed class ArchiveWriter : IDisposable
{
    /// <summary>A block is what one look-up reads.</summary>
    private const int BlockBytes = 16 * 1024;

    private readonly IFile _file;
    private readonly RecordBuffer _block = new(BlockBytes * 2);
    private readonly RecordBuffer _entry = new();
    private readonly List<(InstanceId First, long Offset, int Length)> _blocks = [];
    private readonly IdFilter _filter;
    private InstanceId? _first;
    private long _length = LogFormat.HeaderBytes;
    private long _count;
    private long _oldest = long.MaxValue;

    /// <param name="files">Where.</param>
    /// <param name="path">Of the new file; what is there is replaced.</param>
    /// <param name="header">The file's identity.</param>
    /// <param name="atMost">How many instances there can be.</param>
    public ArchiveWriter(IFileSystem files, string path, FileHeader header, long atMost)
    {
        _file = files.Open(path, FileOpening.OpenOrCreate);
        _file.SetLength(0);
        _file.Write(header.ToBytes(LogFormat.ArchiveMagic), 0);
        _filter = IdFilter.For(atMost);
        Frame.Begin(_block);
    }

    public void Add(Instance instance)
    {
        _entry.Clear();
        instance.Write(_entry);
        _first ??= instance.Id;
        _block.Int(_entry.Length);
        _block.Bytes(_entry.Written);
        _filter.Add(instance.Id);
        _count++;
        _oldest = Math.Min(_oldest, instance.UpdatedAt.UtcTicks);
        if (_block.Length >= BlockBytes) EndBlock();
    }

    /// <summary>Writes the index and makes the file durable; its entry in the folder is the caller's to flush.</summary>
    public void Finish()
    {
        EndBlock();
        var index = _length;
        _block.Clear();
        Frame.Begin(_block);
        _block.Long(_count);
        _block.Long(_oldest);
        _block.Int(_blocks.Count);
        foreach (var (first, offset, length) in _blocks)
        {
            _block.Id(first);
            _block.Long(offset);
            _block.Int(length);
        }
        _block.Int(_filter.Bits.Length);
        _block.Bytes(_filter.Bits);
        WriteFrame();
        var footer = new RecordBuffer(ArchiveFile.FooterBytes);
        footer.Long(index);
        footer.Long(LogFormat.Checksum(footer.Written));
        _file.Write(footer.Written, _length);
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private void EndBlock()
    {
        if (_first is not { } first) return;
        _blocks.Add((first, _length, _block.Length));
        WriteFrame();
        _block.Clear();
        Frame.Begin(_block);
        _first = null;
    }

    private void WriteFrame()
    {
        // A frame's place is its number: a block read from elsewhere does not pass.
        Frame.Seal(_block, _length);
        _file.Write(_block.Written, _length);
        _length += _block.Length;
    }
}
