using System.Globalization;
using Serverless.Tables.Native;

namespace Serverless.Tables.Reading;

/// <summary>DuckDB's decimals: an integer of 2, 4, 8 or 16 bytes by width, and a scale.</summary>
internal static class DecimalValue
{
    /// <summary>96 bits, what System.Decimal holds.</summary>
    private static readonly Int128 Max = ((Int128)1 << 96) - 1;

    public static Int128 Unscaled(NativeVector vector, ColumnType type, int row) => type.Width switch
    {
        <= 4 => vector.At<short>(row),
        <= 9 => vector.At<int>(row),
        <= 18 => vector.At<long>(row),
        _ => vector.At<NativeHugeInt>(row).ToInt128(),
    };

    /// <exception cref="TableException">More digits than System.Decimal holds (28 to 29).</exception>
    public static decimal ToDecimal(Int128 unscaled, byte scale)
    {
        var magnitude = Int128.Abs(unscaled);
        var digits = scale;
        while ((magnitude > Max || digits > 28) && digits > 0 && magnitude % 10 == 0) (magnitude, digits) = (magnitude / 10, (byte)(digits - 1));
        if (magnitude > Max || digits > 28)
        {
            throw new TableException(TableErrorKind.Conversion, $"{ToText(unscaled, scale)} has more digits than System.Decimal holds; cast the column to VARCHAR or DOUBLE in the query.");
        }
        var bits = (UInt128)magnitude;
        return new decimal((int)(uint)bits, (int)(uint)(bits >> 32), (int)(uint)(bits >> 64), Int128.IsNegative(unscaled), digits);
    }

    public static string ToText(Int128 unscaled, byte scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return Int128.IsNegative(unscaled) ? "-" + text : text;
    }
}
