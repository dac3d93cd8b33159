using Serverless.Native.Files;

namespace Serverless.Testing.PowerLoss;

internal sealed class PowerLossFile(PowerLossFileSystem system, FileNode node, string path, bool locked = false) : IFile
{
    public long Length => system.Locked(() => node.Content.Length);

    public DateTimeOffset LastWriteTime
    {
        get => system.Locked(() => node.Time);
        set => system.Change(() => node.Time = value);
    }

    public int Read(Span<byte> buffer, long offset)
    {
        // Contents are replaced, never changed in place.
        var content = system.Locked(() => node.Content);
        var count = (int)Math.Clamp(content.Length - offset, 0, buffer.Length);
        content.AsSpan((int)Math.Min(offset, content.Length), count).CopyTo(buffer);
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var copy = bytes.ToArray();
        system.Change(() => node.Write(copy, offset));
    }

    public long CopyFrom(IFile source, long sourceOffset, long offset, long length) => 0;

    public void StartFlush(long offset, long length)
    {
    }

    public void SetLength(long length) => system.Change(() => node.SetLength(length));

    public void Preallocate(long length)
    {
    }

    public void Flush() => system.Flush(node, path, time: true);

    public void FlushData() => system.Flush(node, path, time: false);

    public void Dispose()
    {
        if (locked) system.Locked(() => node.Locked = false);
    }
}
