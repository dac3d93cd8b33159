using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>Numbers, spelled by their kind, as those of columns, without loss.</summary>
internal static class Number
{
    public static bool IsWhole(ReadOnlySpan<byte> text) => !text.ContainsAny(".eE"u8);

    /// <summary>The digits of a number, without what marks a decimal: in a column it is a number as any other.</summary>
    public static ReadOnlySpan<byte> DigitsOf(ref Utf8JsonReader json)
    {
        ExactJson.IsDecimal(json.ValueSpan, out var digits);
        return digits;
    }

    public static decimal Decimal(ref Utf8JsonReader json) =>
        decimal.TryParse(DigitsOf(ref json), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException();

    /// <summary>NaN and the infinities; null: it is none of them.</summary>
    public static double? Named(string text) => text switch
    {
        // The one without a sign: .NET's has one, which SQL would show.
        "NaN" => BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000),
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => null,
    };

    /// <exception cref="NoTableException">There is no such DOUBLE.</exception>
    public static double Exact(string path, Int128 whole) => (Int128)(double)whole == whole && (double)whole < (double)Int128.MaxValue ? (double)whole : throw NoDouble(path, whole.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="NoTableException">There is no such DOUBLE.</exception>
    public static double Double(string path, ref Utf8JsonReader json)
    {
        var isDecimal = ExactJson.IsDecimal(json.ValueSpan, out var digits);
        if (json.TryGetDouble(out var number) && double.IsFinite(number) && (!IsWhole(digits) || !Int128.TryParse(digits, CultureInfo.InvariantCulture, out var whole) || Exact(path, whole) == number) && !(isDecimal && LosesDigits(ref json, number))) return number;
        throw NoDouble(path, Encoding.UTF8.GetString(digits));
    }

    // A decimal that is the shortest text of its double is that number to everybody who reads it.
    private static bool LosesDigits(ref Utf8JsonReader json, double number) =>
        !decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var again) || again != Decimal(ref json);

    private static NoTableException NoDouble(string path, string number) =>
        new($"The column '{path}' has numbers with fractions, which are DOUBLE, and {number}, which is none: it would lose digits. Give it as text, or in a column of its own.");
}
