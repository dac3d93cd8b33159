using System.Security.Cryptography;

namespace Serverless.Execution.Values.Blobs;

/// <summary>A stream whose content is known by its hash: the one who reads it from start to end hears of it when it is something else. Not checked when it is read in another order.</summary>
/// <param name="content">What is read.</param>
/// <param name="hash">SHA-256 in lower-case hex.</param>
/// <param name="broken">Called at the end of a content that is something else; throws.</param>
internal sealed class VerifiedStream(Stream content, string hash, Action broken) : Stream
{
    private readonly IncrementalHash _read = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isChecked = true;

    public override bool CanRead => true;

    public override bool CanSeek => content.CanSeek;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => content.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        Take(buffer[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        Take(buffer.Span[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var before = content.Position;
        var after = content.Seek(offset, origin);
        if (after != before) _isChecked = false;
        return after;
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException("It is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read only.");

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            _read.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (!_isChecked) return;
        _read.AppendData(bytes);
        if (!isEnd) return;
        _isChecked = false;
        if (Convert.ToHexStringLower(_read.GetHashAndReset()) != hash) broken();
    }
}
