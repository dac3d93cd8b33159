using System.Globalization;
using System.Text.Json;

namespace Serverless.Graph.Values;

/// <summary>How numbers are spelled by their kind.</summary>
internal static class ExactNumber
{
    // Of a double, with sign, point and exponent: 24; of a decimal: 31.
    private const int MostBytes = 40;

    /// <summary>Ends each decimal that would be read as another kind without it.</summary>
    public static ReadOnlySpan<byte> DecimalMark => "e0"u8;

    private static ReadOnlySpan<byte> NaN => "\"\\u004eaN\""u8;

    private static ReadOnlySpan<byte> Infinity => "\"\\u0049nfinity\""u8;

    private static ReadOnlySpan<byte> MinusInfinity => "\"-\\u0049nfinity\""u8;

    /// <summary>Writes a number with fractions, as few digits as tell it from its neighbours of its type.</summary>
    public static void Write<T>(Utf8JsonWriter writer, T value)
        where T : IUtf8SpanFormattable, System.Numerics.IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
        {
            writer.WriteRawValue(T.IsNaN(value) ? NaN : T.IsPositive(value) ? Infinity : MinusInfinity, skipInputValidation: true);
            return;
        }
        Span<byte> text = stackalloc byte[MostBytes];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        if (!text[..length].ContainsAny(".E"u8))
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    public static void Write(Utf8JsonWriter writer, decimal value)
    {
        Span<byte> text = stackalloc byte[MostBytes];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        if (text[..length].Contains((byte)'.') || (value >= long.MinValue && value <= long.MaxValue))
        {
            DecimalMark.CopyTo(text[length..]);
            length += DecimalMark.Length;
        }
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>Reads what stands between the quotes of NaN and the infinities.</summary>
    public static bool TryNamed(ReadOnlySpan<byte> escaped, out double value)
    {
        value = escaped.SequenceEqual(NaN[1..^1]) ? double.NaN : escaped.SequenceEqual(Infinity[1..^1]) ? double.PositiveInfinity : escaped.SequenceEqual(MinusInfinity[1..^1]) ? double.NegativeInfinity : 0;
        return value != 0;
    }

    public static bool TryDecimal(ReadOnlySpan<byte> digits, out decimal value) =>
        decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
