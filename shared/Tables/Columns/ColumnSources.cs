using Serverless.Tables.Native;
using Serverless.Tables.Reading;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Columns;

/// <summary>Sources by the type of their values.</summary>
internal static class ColumnSources
{
    public static IColumnSource Create<T>(ReadOnlyMemory<T> values)
    {
        object boxed = values;
        return boxed switch
        {
            // Same layout on both sides: one copy for each chunk.
            ReadOnlyMemory<long> v => new CopySource<long>(v, ColumnKind.BigInt),
            ReadOnlyMemory<int> v => new CopySource<int>(v, ColumnKind.Integer),
            ReadOnlyMemory<short> v => new CopySource<short>(v, ColumnKind.SmallInt),
            ReadOnlyMemory<sbyte> v => new CopySource<sbyte>(v, ColumnKind.TinyInt),
            ReadOnlyMemory<ulong> v => new CopySource<ulong>(v, ColumnKind.UBigInt),
            ReadOnlyMemory<uint> v => new CopySource<uint>(v, ColumnKind.UInteger),
            ReadOnlyMemory<ushort> v => new CopySource<ushort>(v, ColumnKind.USmallInt),
            ReadOnlyMemory<byte> v => new CopySource<byte>(v, ColumnKind.UTinyInt),
            ReadOnlyMemory<double> v => new CopySource<double>(v, ColumnKind.Double),
            ReadOnlyMemory<float> v => new CopySource<float>(v, ColumnKind.Float),
            ReadOnlyMemory<Int128> v => new CopySource<Int128>(v, ColumnKind.HugeInt),
            ReadOnlyMemory<bool> v => new ConvertSource<bool, byte>(v, ColumnKind.Boolean, static b => b ? (byte)1 : (byte)0),
            ReadOnlyMemory<DateOnly> v => new ConvertSource<DateOnly, int>(v, ColumnKind.Date, ToDays),
            ReadOnlyMemory<TimeOnly> v => new ConvertSource<TimeOnly, long>(v, ColumnKind.Time, ToMicroseconds),
            ReadOnlyMemory<DateTime> v => new ConvertSource<DateTime, long>(v, ColumnKind.Timestamp, ToMicroseconds),
            ReadOnlyMemory<DateTimeOffset> v => new ConvertSource<DateTimeOffset, long>(v, ColumnKind.TimestampTz, ToMicroseconds),
            ReadOnlyMemory<Guid> v => new ConvertSource<Guid, NativeHugeInt>(v, ColumnKind.Uuid, UuidValue.FromGuid),
            ReadOnlyMemory<string> v => new TextSource(v),
            ReadOnlyMemory<byte[]> v => new BytesSource(v),
            _ when typeof(T).IsEnum => Enum(values),
            _ => throw new ArgumentException($"There is no column type for {typeof(T).Name}.", nameof(values)),
        };
    }

    public static IColumnSource CreateNullable<T>(ReadOnlyMemory<T?> values)
        where T : struct
    {
        // The values as a source of their own; nulls are marked on top.
        var plain = new T[values.Length];
        var span = values.Span;
        for (var i = 0; i < plain.Length; i++) plain[i] = span[i].GetValueOrDefault();
        return new NullableSource<T>(values, Create<T>(plain));
    }

    /// <summary>A .NET enum by the names of its values.</summary>
    private static EnumSource Enum<T>(ReadOnlyMemory<T> values)
    {
        // Both in the order of the values.
        var (names, known) = (typeof(T).GetEnumNames(), (T[])typeof(T).GetEnumValues());
        var rows = new int[values.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = Array.IndexOf(known, values.Span[row]);
            if (rows[row] < 0) throw new ArgumentException($"{values.Span[row]} is no value of {typeof(T).Name}.", nameof(values));
        }
        return new EnumSource(ColumnType.OfEnum(names), rows);
    }

    private static int ToDays(DateOnly date) => date.DayNumber - Days.UnixEpoch;

    private static long ToMicroseconds(TimeOnly time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long ToMicroseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static long ToMicroseconds(DateTimeOffset time) => ToMicroseconds(time.UtcDateTime);
}
