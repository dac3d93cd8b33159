using System.Buffers.Binary;
using Serverless.Native.Files;

namespace Serverless.Engine.Log;

/// <summary>Reads the frames of one segment in order and tells a torn tail from damage.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly IFile _file;
    private readonly string _name;
    private readonly long _limit;
    private byte[] _buffer = new byte[ChunkBytes];
    private long _bufferStart;
    private int _bufferCount;

    /// <param name="file">The segment; disposed with the reader.</param>
    /// <param name="name">For messages.</param>
    /// <param name="limit">Where the segment ends according to the next one; null for the last one, which ends where its sound frames end.</param>
    /// <param name="firstSequence">Of the first frame.</param>
    public SegmentReader(IFile file, string name, long? limit, long firstSequence)
    {
        _file = file;
        _name = name;
        IsLast = limit is null;
        _limit = limit ?? file.Length;
        if (_limit > file.Length) throw new HubDamagedException(name, file.Length, $"the file ends here, {_limit - file.Length} bytes too early");
        NextSequence = firstSequence;
        End = LogFormat.HeaderBytes;
    }

    /// <summary>Behind the last sound frame read.</summary>
    public long End { get; private set; }

    public long NextSequence { get; private set; }

    private bool IsLast { get; }

    /// <summary>The next frame's body, valid until the next call; false at the end.</summary>
    /// <exception cref="HubDamagedException">What follows is no frame although a sound one comes later, or the segment is not the last.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (End == _limit) return false;
        if (TryFrame(End, NextSequence, out body, out var fault))
        {
            End += LogFormat.FrameHeaderBytes + body.Length;
            NextSequence++;
            return true;
        }
        if (!IsLast) throw new HubDamagedException(_name, End, fault);
        if (FindFrameBehind(End + 1) is { } later)
            throw new HubDamagedException(_name, End, $"{fault}, and a sound frame follows at {later}");
        return false;
    }

    public void Dispose() => _file.Dispose();

    private bool TryFrame(long at, long? sequence, out ReadOnlyMemory<byte> body, out string fault)
    {
        body = default;
        fault = "the frame is cut off";
        if (_limit - at < LogFormat.FrameHeaderBytes) return false;
        var header = Bytes(at, LogFormat.FrameHeaderBytes).Span;
        var marker = BinaryPrimitives.ReadUInt32LittleEndian(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var found = BinaryPrimitives.ReadInt64LittleEndian(header[12..]);
        if (marker != LogFormat.FrameMarker || length is < 0 or > LogFormat.MaxFrameBytes || (sequence is { } expected && found != expected))
        {
            fault = "no frame starts here";
            return false;
        }
        if (_limit - at - LogFormat.FrameHeaderBytes < length) return false;
        var bytes = Bytes(at, LogFormat.FrameHeaderBytes + length)[LogFormat.FrameHeaderBytes..];
        if (LogFormat.FrameChecksum(found, bytes.Span) != checksum)
        {
            fault = "the checksum does not match";
            return false;
        }
        body = bytes;
        return true;
    }

    /// <summary>A write that was cut off leaves nothing sound behind it, because one frame is durable before the next is written.</summary>
    private long? FindFrameBehind(long from)
    {
        for (var at = from; at + LogFormat.FrameHeaderBytes <= _limit; at++)
        {
            var window = Bytes(at, (int)Math.Min(ChunkBytes, _limit - at)).Span;
            var next = window.IndexOf("FRAM"u8);
            if (next < 0)
            {
                at += Math.Max(0, window.Length - 4);
                continue;
            }
            at += next;
            // A frame of an earlier use of these bytes cannot be: segments are never written twice.
            if (TryFrame(at, sequence: null, out _, out _)) return at;
        }
        return null;
    }

    private ReadOnlyMemory<byte> Bytes(long at, int count)
    {
        if (at < _bufferStart || at + count > _bufferStart + _bufferCount)
        {
            if (_buffer.Length < count) _buffer = new byte[Math.Max(count, _buffer.Length * 2)];
            _bufferStart = at;
            _bufferCount = 0;
            var wanted = (int)Math.Min(_buffer.Length, _limit - at);
            while (_bufferCount < wanted)
            {
                var read = _file.Read(_buffer.AsSpan(_bufferCount, wanted - _bufferCount), at + _bufferCount);
                if (read == 0) throw new HubDamagedException(_name, at + _bufferCount, "the file ends here while it is read");
                _bufferCount += read;
            }
        }
        return _buffer.AsMemory((int)(at - _bufferStart), count);
    }
}
