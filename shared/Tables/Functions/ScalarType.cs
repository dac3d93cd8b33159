using System.Text;
using Serverless.Tables.Errors;
using Serverless.Tables.Native;
using Serverless.Tables.Reading;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Functions;

/// <summary>A .NET type of parameters and results, its column type, and how one value is read and written.</summary>
internal abstract record ScalarType(ColumnType Column)
{
    private static readonly ColumnType Decimals = ColumnType.OfDecimal(38, 10);

    private static readonly Dictionary<Type, ScalarType> All = new()
    {
        [typeof(bool)] = new Scalar<bool>(ColumnType.Of(ColumnKind.Boolean), static (v, i) => v.At<byte>(i) != 0, static (v, i, x) => v.Set(i, x ? (byte)1 : (byte)0)),
        [typeof(sbyte)] = Plain<sbyte>(ColumnKind.TinyInt),
        [typeof(short)] = Plain<short>(ColumnKind.SmallInt),
        [typeof(int)] = Plain<int>(ColumnKind.Integer),
        [typeof(long)] = Plain<long>(ColumnKind.BigInt),
        [typeof(byte)] = Plain<byte>(ColumnKind.UTinyInt),
        [typeof(ushort)] = Plain<ushort>(ColumnKind.USmallInt),
        [typeof(uint)] = Plain<uint>(ColumnKind.UInteger),
        [typeof(ulong)] = Plain<ulong>(ColumnKind.UBigInt),
        [typeof(float)] = Plain<float>(ColumnKind.Float),
        [typeof(double)] = Plain<double>(ColumnKind.Double),
        [typeof(decimal)] = new Scalar<decimal>(Decimals, static (v, i) => Only<decimal>(DecimalValue.ToNumber(DecimalValue.Unscaled(v, Decimals, i), Decimals.Scale)),
            static (v, i, x) => DecimalValue.Write(v, i, DecimalValue.ToUnscaled(x, Decimals), Decimals)),
        [typeof(string)] = new Scalar<string>(ColumnType.Of(ColumnKind.Varchar), static (v, i) => Encoding.UTF8.GetString(v.Bytes(i)), static (v, i, x) => v.SetText(i, x)),
        [typeof(byte[])] = new Scalar<byte[]>(ColumnType.Of(ColumnKind.Blob), static (v, i) => v.Bytes(i).ToArray(), static (v, i, x) => v.SetBytes(i, x)),
        [typeof(DateOnly)] = new Scalar<DateOnly>(ColumnType.Of(ColumnKind.Date), static (v, i) => Only<DateOnly>(TimeValue.Date(v.At<int>(i))), static (v, i, x) => v.Set(i, x.DayNumber - Days.UnixEpoch)),
        [typeof(TimeOnly)] = new Scalar<TimeOnly>(ColumnType.Of(ColumnKind.Time), static (v, i) => Only<TimeOnly>(TimeValue.Time(v.At<long>(i))), static (v, i, x) => v.Set(i, x.Ticks / TimeSpan.TicksPerMicrosecond)),
        [typeof(DateTime)] = new Scalar<DateTime>(ColumnType.Of(ColumnKind.Timestamp), static (v, i) => Only<DateTime>(TimeValue.Timestamp(v.At<long>(i), 1_000_000)), static (v, i, x) => v.Set(i, Microseconds(x))),
        [typeof(DateTimeOffset)] = new Scalar<DateTimeOffset>(ColumnType.Of(ColumnKind.TimestampTz), static (v, i) => Only<DateTimeOffset>(TimeValue.Timestamp(v.At<long>(i), 1_000_000, isInstant: true)),
            static (v, i, x) => v.Set(i, Microseconds(x.UtcDateTime))),
        [typeof(Guid)] = new Scalar<Guid>(ColumnType.Of(ColumnKind.Uuid), static (v, i) => UuidValue.ToGuid(v.At<NativeHugeInt>(i)), static (v, i, x) => v.Set(i, UuidValue.FromGuid(x))),
    };

    /// <exception cref="ArgumentException">No such type.</exception>
    public static ScalarType Of(Type type) => All.GetValueOrDefault(Nullable.GetUnderlyingType(type) ?? type)
        ?? throw new ArgumentException($"{type.Name} is no type that SQL has values of. There are: {string.Join(", ", All.Keys.Select(known => known.Name))}.", nameof(type));

    private static Scalar<T> Plain<T>(ColumnKind kind)
        where T : unmanaged => new(ColumnType.Of(kind), static (vector, row) => vector.At<T>(row), static (vector, row, value) => vector.Set(row, value));

    // SQL has values that .NET's types have not.
    private static T Only<T>(object value) => value is T fits ? fits : throw new TableException(TableErrorKind.Conversion, $"The value {value} has no place in {typeof(T).Name}; give the function text (CAST(... AS VARCHAR)).");

    private static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

/// <summary>Reads and writes values of one type; never called for a null.</summary>
internal sealed record Scalar<T>(ColumnType Column, Func<NativeVector, int, T> Read, Action<OutputVector, int, T> Write) : ScalarType(Column);
