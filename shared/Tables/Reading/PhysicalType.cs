using Serverless.Tables.Types;

namespace Serverless.Tables.Reading;

/// <summary>Which .NET type lies in memory for a column's type.</summary>
internal static class PhysicalType
{
    public static bool Is<T>(ColumnType type)
        where T : unmanaged => typeof(T) == Of(type);

    private static Type? Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean or ColumnKind.UTinyInt => typeof(byte),
        ColumnKind.TinyInt => typeof(sbyte),
        ColumnKind.SmallInt => typeof(short),
        ColumnKind.USmallInt => typeof(ushort),
        ColumnKind.Integer or ColumnKind.Date => typeof(int),
        ColumnKind.UInteger => typeof(uint),
        ColumnKind.BigInt or ColumnKind.Time or ColumnKind.TimeNs or ColumnKind.Timestamp or ColumnKind.TimestampTz or ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.TimestampNs => typeof(long),
        ColumnKind.UBigInt => typeof(ulong),
        ColumnKind.Float => typeof(float),
        ColumnKind.Double => typeof(double),
        // Lower half first, as .NET's Int128 on little-endian machines, the only ones DuckDB is built for.
        ColumnKind.HugeInt => typeof(Int128),
        ColumnKind.UHugeInt => typeof(UInt128),
        ColumnKind.Decimal => type.Width switch { <= 4 => typeof(short), <= 9 => typeof(int), <= 18 => typeof(long), _ => typeof(Int128) },
        ColumnKind.Enum => type.EnumValues.Count switch { <= byte.MaxValue => typeof(byte), <= ushort.MaxValue => typeof(ushort), _ => typeof(uint) },
        _ => null,
    };
}
