namespace Serverless.Store.Content;

/// <summary>Bytes that are read once, from start to end, and asynchronously: what is left to say is where they come from.</summary>
public abstract class ForwardStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is read from start to end.");

    public sealed override void Flush()
    {
        // Nothing is written.
    }

    public sealed override void SetLength(long value) => throw new NotSupportedException("It is read only.");

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read only.");
}
