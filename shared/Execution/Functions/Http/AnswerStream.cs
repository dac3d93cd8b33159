namespace Serverless.Execution.Functions.Http;

/// <summary>An answer's bytes as they come: not more than wanted, and not slower than <see cref="IdleLimit"/> lets them.</summary>
/// <param name="content">The bytes.</param>
/// <param name="where">For messages.</param>
/// <param name="idle">Restarted with everything that comes.</param>
/// <param name="most">Bytes; null: any number.</param>
/// <param name="tooMany">What to say when there are more.</param>
internal sealed class AnswerStream(Stream content, string where, IdleLimit idle, long? most, string tooMany) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("It is not known.");

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("It is read in order.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await content.ReadAsync(buffer, idle.Token);
            idle.Restart();
            _read += read;
            return _read <= (most ?? long.MaxValue) ? read : throw new HttpFinalException($"{where} gave more than {most} bytes. {tooMany}");
        }
        catch (OperationCanceledException) when (idle.IsOver)
        {
            throw new HttpFailedException($"{where} stopped in the middle of its answer. {IdleLimit.Message}");
        }
        catch (IOException e)
        {
            throw new HttpFailedException($"{where} broke off its answer: {e.Message}", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is read in order.");

    public override void SetLength(long value) => throw new NotSupportedException("It is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read only.");

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Dispose();
        base.Dispose(disposing);
    }
}
