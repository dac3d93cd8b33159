using System.Buffers.Binary;

namespace Serverless.Storage.Conformance.Streams;

/// <summary>Bytes made while they are read: each eight are their own position, so that any loss or exchange shows.</summary>
public sealed class GeneratedStream(long length, Action<long>? onRead = null) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <returns>The length, when every byte is as generated.</returns>
    public static async Task<long> VerifyAsync(Stream stream)
    {
        var buffer = new byte[1024 * 1024];
        var expected = new byte[buffer.Length];
        long position = 0;
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
            Fill(expected.AsSpan(0, read), position);
            if (!buffer.AsSpan(0, read).SequenceEqual(expected.AsSpan(0, read))) throw new InvalidDataException($"Other bytes than written after {position}.");
            position += read;
            if (read < buffer.Length) return position;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        onRead?.Invoke(_position);
        var span = buffer.AsSpan(offset, (int)Math.Min(count, length - _position));
        Fill(span, _position);
        _position += span.Length;
        return span.Length;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static void Fill(Span<byte> span, long position)
    {
        Span<byte> eight = stackalloc byte[sizeof(long)];
        for (var i = 0; i < span.Length;)
        {
            var within = (int)((position + i) % sizeof(long));
            BinaryPrimitives.WriteInt64LittleEndian(eight, position + i - within);
            var count = Math.Min(sizeof(long) - within, span.Length - i);
            eight.Slice(within, count).CopyTo(span[i..]);
            i += count;
        }
    }
}
