namespace Serverless.Storage.Azure.Blobs;

/// <summary>
/// Reads a blob as ranges downloaded ahead, a few at a time, so that one slow connection does not set the pace and memory stays bounded.
/// The next ranges are asked for when the reader has come to need more than the first.
/// </summary>
internal sealed class BlobRangeStream(byte[] first, long length, int rangeSize, int parallelism, Func<long, int, CancellationToken, Task<byte[]>> download)
    : Stream
{
    private readonly Queue<Task<byte[]>> _ahead = new();
    private readonly CancellationTokenSource _closed = new();
    private byte[] _current = first;
    private int _at;
    private long _asked = first.Length;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("A download cannot be set back: open another range.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty || _position >= length) return 0;
        if (_at == _current.Length)
        {
            AskAhead();
            // The range stays in the queue until it is here: a reader whose wait was cancelled may read on.
            var next = _ahead.Peek();
            _current = await next.WaitAsync(cancellationToken);
            _ = _ahead.Dequeue();
            _at = 0;
            AskAhead();
        }
        var count = Math.Min(buffer.Length, _current.Length - _at);
        _current.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A download cannot be set back: open another range.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A blob is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A blob is read only.");

    protected override void Dispose(bool disposing)
    {
        // DisposeAsync and a reader around the stream both come here.
        if (disposing && !_closed.IsCancellationRequested)
        {
            _closed.Cancel();
            // These are not asked for any more: their failures are seen, and their connections end, here.
            foreach (var range in _ahead) _ = range.ContinueWith(static t => t.Exception, TaskScheduler.Default);
            _ahead.Clear();
            _closed.Dispose();
        }
        base.Dispose(disposing);
    }

    private void AskAhead()
    {
        while (_ahead.Count < parallelism && _asked < length)
        {
            var size = (int)Math.Min(rangeSize, length - _asked);
            _ahead.Enqueue(download(_asked, size, _closed.Token));
            _asked += size;
        }
    }
}
