using Serverless.Store.Content;

namespace Serverless.BuiltIns.Http;

/// <summary>An answer's bytes as they come: not more than wanted, and not slower than <see cref="IdleLimit"/> lets them.</summary>
/// <param name="content">The bytes.</param>
/// <param name="where">For messages.</param>
/// <param name="idle">Restarted with everything that comes.</param>
/// <param name="most">Bytes; null: any number.</param>
/// <param name="tooMany">What to say when there are more.</param>
internal sealed class AnswerStream(Stream content, string where, IdleLimit idle, long? most, string tooMany) : ForwardStream
{
    private long _read;

    public override long Length => throw new NotSupportedException("It is not known.");

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("It is read from start to end.");
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
            throw new HttpFailedException($"{where} broke off its answer: {e.Message}");
        }
    }

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
