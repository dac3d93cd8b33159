using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Parquet.Meta;
using Serverless.Tables.Types;
using Type = Parquet.Meta.Type;

namespace Serverless.Tables.Parquet;

/// <summary>Smallest and largest value of a column chunk as the texts that DuckDB gives; null where there is none, or where DuckDB's text is not known here.</summary>
internal static class FooterStatistics
{
    public static ColumnStatistics Read(ColumnMetaData chunk, ColumnType type)
    {
        var stats = chunk.Statistics;
        return new ColumnStatistics(Text(stats?.MinValue ?? stats?.Min, chunk, type), Text(stats?.MaxValue ?? stats?.Max, chunk, type), stats?.NullCount, chunk.TotalCompressedSize);
    }

    private static string? Text(byte[]? bytes, ColumnMetaData chunk, ColumnType type)
    {
        if (bytes is null) return null;
        try
        {
            return type.Kind switch
            {
                ColumnKind.Boolean => bytes[0] == 0 ? "false" : "true",
                ColumnKind.TinyInt or ColumnKind.SmallInt or ColumnKind.Integer => Whole(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
                ColumnKind.BigInt => Whole(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
                ColumnKind.UTinyInt or ColumnKind.USmallInt or ColumnKind.UInteger => Whole(BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
                ColumnKind.UBigInt => Whole(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
                ColumnKind.Varchar => StrictUtf8.Encoding.GetString(bytes),
                ColumnKind.Date => DateOnly.FromDayNumber(Epoch + BinaryPrimitives.ReadInt32LittleEndian(bytes)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ColumnKind.Decimal => Decimal(bytes, chunk.Type, type.Scale),
                _ => null,
            };
        }
        catch (Exception problem) when (problem is ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static int Epoch => DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static string Whole<T>(T value) where T : IBinaryInteger<T> => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Decimal(byte[] bytes, Type type, int scale)
    {
        var unscaled = type switch
        {
            Type.INT32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            Type.INT64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => new BigInteger(bytes, isBigEndian: true),
        };
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return unscaled < 0 ? $"-{text}" : text;
    }
}
