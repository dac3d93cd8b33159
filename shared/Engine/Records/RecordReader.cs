using System.Buffers.Binary;
using System.Text;
using Serverless.Durable;

namespace Serverless.Engine.Records;

/// <summary>Reads what <see cref="RecordBuffer"/> wrote. Any step beyond the end or out of form throws <see cref="RecordFormatException"/>.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _bytes.Length;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new RecordFormatException($"{other} is no boolean"),
    };

    public int Int()
    {
        var value = UInt();
        return value <= uint.MaxValue ? (int)(uint)value : throw new RecordFormatException("number too large");
    }

    public ulong UInt()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw new RecordFormatException("number without end");
    }

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public DateTimeOffset Time() => new(Ticks(Long()), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull() => Long() is var ticks and >= 0 ? new DateTimeOffset(Ticks(ticks), TimeSpan.Zero) : null;

    public string Text() => TextOrNull() ?? throw new RecordFormatException("text missing");

    public string? TextOrNull()
    {
        var length = UInt();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(Count(length - 1)));
    }

    public ReadOnlySpan<byte> Bytes(int count) => Take(count);

    /// <summary>A number of things that follow, each at least one byte: refuses what the rest cannot hold.</summary>
    public int Count() => Count(UInt());

    public InstanceId InstanceId() => new(Text());

    public InstanceId? InstanceIdOrNull() => TextOrNull() is { } text ? new InstanceId(text) : null;

    public EntityId EntityId() => new(Text(), Text());

    public LogicName LogicName() => new(Text(), Int());

    public FailureDetails? Failure() =>
        Bool() ? new FailureDetails(Text(), Text(), TextOrNull(), IsRetriable: Bool(), Inner: Failure()) : null;

    private readonly int Count(ulong value) =>
        value <= (ulong)(_bytes.Length - Position) ? (int)value : throw new RecordFormatException($"{value} is more than what is left");

    private static long Ticks(long value) =>
        value >= 0 && value <= DateTimeOffset.MaxValue.UtcTicks ? value : throw new RecordFormatException($"{value} is no time");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position) throw new RecordFormatException("ends too early");
        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }
}

/// <summary>Bytes that are no record, although their checksum holds: another version's, or a fault of ours.</summary>
#pragma warning disable CA1064 // It never leaves the engine: readers turn it into a HubDamagedException.
internal sealed class RecordFormatException(string message) : Exception(message);
#pragma warning restore CA1064
