using System.Buffers.Binary;
using System.Text;
using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>Bytes of records on their way to the log. One buffer is used again for every batch. Layout: docs/architecture/engine-log.md.</summary>
internal sealed class RecordBuffer(int capacity = 64 * 1024)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Forgets the content; a buffer that one large batch blew up is given back.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > 16 * 1024 * 1024) _bytes = new byte[capacity];
    }

    /// <summary>Cuts back to an earlier <see cref="Length"/>.</summary>
    public void Truncate(int length) => Length = length;

    public Span<byte> Reserve(int count)
    {
        Grow(count);
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public Span<byte> Slice(int start, int count) => _bytes.AsSpan(start, count);

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int(int value) => UInt((uint)value);

    public void UInt(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void Time(DateTimeOffset value) => Long(value.UtcTicks);

    public void Time(DateTimeOffset? value) => Long(value?.UtcTicks ?? -1);

    /// <summary>Length + 1 in bytes (0 is null), then UTF-8.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }
        var count = Encoding.UTF8.GetByteCount(value);
        UInt((uint)count + 1);
        Encoding.UTF8.GetBytes(value, Reserve(count));
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    public void Id(InstanceId value) => Text(value.Value);

    public void Id(EntityId value)
    {
        Text(value.Name);
        Text(value.Key);
    }

    public void Name(LogicName value)
    {
        Text(value.Name);
        Int(value.Version);
    }

    public void Failure(FailureDetails? value)
    {
        Bool(value is not null);
        if (value is null) return;
        Text(value.ErrorType);
        Text(value.Message);
        Text(value.StackTrace);
        Bool(value.IsRetriable);
        Failure(value.Inner);
    }

    private void Grow(int count)
    {
        if (Length + count <= _bytes.Length) return;
        var larger = new byte[Math.Max(_bytes.Length * 2, Length + count)];
        _bytes.AsSpan(0, Length).CopyTo(larger);
        _bytes = larger;
    }
}
