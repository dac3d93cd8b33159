using System.Globalization;
using Serverless.Tables.Native;
using Serverless.Tables.Types;

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

    /// <summary>A decimal, or a <see cref="TableDecimal"/> of more digits than that holds (28 to 29).</summary>
    public static object ToNumber(Int128 unscaled, byte scale)
    {
        var magnitude = Int128.Abs(unscaled);
        var digits = scale;
        while ((magnitude > Max || digits > 28) && digits > 0 && magnitude % 10 == 0) (magnitude, digits) = (magnitude / 10, (byte)(digits - 1));
        if (magnitude > Max || digits > 28) return new TableDecimal(unscaled, scale);
        var bits = (UInt128)magnitude;
        return new decimal((int)(uint)bits, (int)(uint)(bits >> 32), (int)(uint)(bits >> 64), Int128.IsNegative(unscaled), digits);
    }

    /// <exception cref="OverflowException">The value has more digits than the type, on either side of the point.</exception>
    public static Int128 ToUnscaled(decimal value, ColumnType type)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = new Int128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        for (var scale = value.Scale; scale != type.Scale; scale += scale < type.Scale ? (byte)1 : (byte)255)
        {
            if (scale > type.Scale && unscaled % 10 != 0) throw new OverflowException($"{value} has more than {type.Scale} digits after the point.");
            unscaled = scale < type.Scale ? checked(unscaled * 10) : unscaled / 10;
        }
        if (unscaled >= PowerOfTen(type.Width)) throw new OverflowException($"{value} does not fit {type}.");
        return bits[3] < 0 ? -unscaled : unscaled;
    }

    public static void Write(OutputVector vector, int row, Int128 unscaled, ColumnType type)
    {
        if (type.Width <= 4) vector.Set(row, (short)unscaled);
        else if (type.Width <= 9) vector.Set(row, (int)unscaled);
        else if (type.Width <= 18) vector.Set(row, (long)unscaled);
        else vector.Set(row, NativeHugeInt.From(unscaled));
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }

    public static string ToText(Int128 unscaled, byte scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return Int128.IsNegative(unscaled) ? "-" + text : text;
    }
}
