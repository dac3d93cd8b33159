using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>Numbers of JSON, which has one kind, as those of columns, without loss.</summary>
internal static class Number
{
    public static bool IsWhole(ReadOnlySpan<byte> text) => !text.ContainsAny(".eE"u8);

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
        if (json.TryGetDouble(out var number) && double.IsFinite(number) && (!IsWhole(json.ValueSpan) || !Int128.TryParse(json.ValueSpan, CultureInfo.InvariantCulture, out var whole) || Exact(path, whole) == number)) return number;
        throw NoDouble(path, Encoding.UTF8.GetString(json.ValueSpan));
    }

    private static NoTableException NoDouble(string path, string number) =>
        new($"The column '{path}' has numbers with fractions, which are DOUBLE, and {number}, which is none: it would lose digits. Give it as text, or in a column of its own.");
}
