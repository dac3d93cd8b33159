namespace Serverless.Testing.PowerLoss;

/// <summary>A file: its content as it is, as it is on stable storage, and the writes in between.</summary>
internal sealed class FileNode
{
    // What a disk writes whole.
    private const int Sector = 512;

    private readonly List<(long Offset, byte[] Bytes)> _pending = [];
    private byte[] _durable = [];
    private DateTimeOffset _durableTime;

    public byte[] Content { get; private set; } = [];

    public DateTimeOffset Time { get; set; }

    public bool Locked { get; set; }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        _pending.Add((offset, bytes.ToArray()));
        Content = With(Content, offset, bytes);
    }

    public void SetLength(long length)
    {
        var content = Content;
        Array.Resize(ref content, checked((int)length));
        Content = content;
        // Cutting is a change that may be lost, in whole; what remains of earlier writes is then undone with it.
        _pending.Add((-1, []));
    }

    public void Flush(bool time)
    {
        _pending.Clear();
        _durable = [.. Content];
        if (time) _durableTime = Time;
    }

    /// <param name="keep">Decides for each piece that was not flushed whether it reached the disk.</param>
    public FileNode AfterPowerLoss(Func<bool> keep)
    {
        var content = _durable;
        foreach (var (offset, bytes) in _pending)
        {
            if (offset < 0)
            {
                if (keep()) content = Resized(content, Content.Length);
                continue;
            }
            for (var at = 0; at < bytes.Length; at += Sector)
            {
                if (keep()) content = With(content, offset + at, bytes.AsSpan(at, Math.Min(Sector, bytes.Length - at)));
            }
        }
        var time = Time != _durableTime && keep() ? Time : _durableTime;
        return new FileNode { Content = content, Time = time, _durable = content, _durableTime = time };
    }

    private static byte[] With(byte[] content, long offset, ReadOnlySpan<byte> bytes)
    {
        var result = Resized(content, Math.Max(content.Length, checked((int)offset + bytes.Length)));
        bytes.CopyTo(result.AsSpan((int)offset));
        return result;
    }

    private static byte[] Resized(byte[] content, int length)
    {
        var result = new byte[length];
        content.AsSpan(0, Math.Min(length, content.Length)).CopyTo(result);
        return result;
    }
}
