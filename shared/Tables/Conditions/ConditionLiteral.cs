using System.Globalization;
using System.Text.Json;
using Serverless.Tables.Types;

namespace Serverless.Tables.Conditions;

/// <summary>A condition's value, tried as a literal of a column's type.</summary>
/// <param name="Sql">The literal; null when the value is none of that type.</param>
/// <param name="Kind">What the value is, in words.</param>
/// <param name="Nearest">The value of the type that was probably meant, as JSON; null when there is none.</param>
/// <param name="Wanted">What values of the type look like.</param>
internal readonly record struct ConditionLiteral(string? Sql, string Kind, string? Nearest, string Wanted)
{
    public static ConditionLiteral Of(object value, ColumnType type)
    {
        var (sql, nearest, wanted) = type.Kind switch
        {
            ColumnKind.Boolean => Boolean(value),
            ColumnKind.Float or ColumnKind.Double => Floating(value, type),
            ColumnKind.Decimal => Decimal(value),
            ColumnKind.Varchar or ColumnKind.Enum => (value is string text ? SqlLiteral.Text(text) : null, value is string ? null : Json(Show(value)), "it is compared with text"),
            ColumnKind.Null => ("NULL", null, ""),
            ColumnKind.Uuid => (value is string id && Guid.TryParseExact(id, "D", out _) ? Cast(id, type) : null, null, "it is compared with text such as \"01234567-89ab-cdef-0123-456789abcdef\""),
            ColumnKind.Blob => (value is string bytes && BlobText.IsBytes(bytes) ? Cast(bytes, type) : null, null, "it is compared with text in which bytes that are no ASCII are \\xAA"),
            _ when NumberType.IsInteger(type) || type.Kind is ColumnKind.HugeInt or ColumnKind.UHugeInt or ColumnKind.BigNum => Integer(value),
            _ when TimeLiteral.IsTime(type) => TimeLiteral.Of(value, type),
            _ => (null, null, "columns of this type are compared with null only"),
        };
        return new(sql, KindOf(value), nearest, wanted);
    }

    /// <summary>As it stands in a document.</summary>
    public static string Show(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => Json(text),
        DateOnly date => Json(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        double number => number.ToString("R", CultureInfo.InvariantCulture) is var digits && digits.All(c => char.IsAsciiDigit(c) || c == '-') ? $"{digits}.0" : digits,
        _ => Invariant(value),
    };

    public static string Cast(string text, ColumnType type) => $"CAST({SqlLiteral.Text(text)} AS {type.Text})";

    public static string Json(string text) => JsonSerializer.Serialize(text, TextOptions);

    private static readonly JsonSerializerOptions TextOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string KindOf(object value) => value switch
    {
        bool => "true or false",
        string => "text",
        long or int or short => "an integer",
        decimal or double => "a number",
        DateOnly => "a date",
        _ => $"a {value.GetType().Name}",
    };

    private static (string?, string?, string) Boolean(object value) =>
        (value is bool flag ? Show(flag) : null, value is string text && bool.TryParse(text, out var meant) ? Show(meant) : value is 0L or 1L ? Show(value is 1L) : null, "it is compared with true or false");

    private static (string?, string?, string) Integer(object value)
    {
        var sql = value switch
        {
            long or int or short => Invariant(value),
            // A whole number that is too large for a long.
            decimal big when big == decimal.Truncate(big) && big.Scale == 0 => Invariant(big),
            _ => null,
        };
        var nearest = value switch
        {
            double number when Math.Abs(number) < 1e18 && number == Math.Floor(number) => Invariant((long)number),
            decimal number when number == decimal.Truncate(number) => Invariant(decimal.Truncate(number)),
            string text when decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => Invariant(number),
            _ => null,
        };
        return (sql, nearest, "it is compared with integers");
    }

    private static (string?, string?, string) Floating(object value, ColumnType type)
    {
        var sql = value switch
        {
            double number => Cast(number.ToString("R", CultureInfo.InvariantCulture), type),
            long or int or short when Convert.ToInt64(value, CultureInfo.InvariantCulture) is var whole && Math.Abs(whole) <= 1L << 53 => Cast(Invariant(whole), type),
            decimal number => Cast(Invariant(number), type),
            _ => null,
        };
        var nearest = value switch
        {
            long or int or short => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
            string text => Number(text),
            _ => null,
        };
        return (sql, nearest, "it is compared with numbers, and doubles hold each integer up to 9007199254740992");
    }

    private static (string?, string?, string) Decimal(object value)
    {
        var sql = value switch
        {
            long or int or short or decimal => Invariant(value),
            // What a document writes as 0.1 is that number, and not the double beside it.
            double number when decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (double)exact == number => Invariant(exact),
            double number when double.IsFinite(number) => Cast(number.ToString("R", CultureInfo.InvariantCulture), ColumnType.Of(ColumnKind.Double)),
            _ => null,
        };
        return (sql, value is string text ? Number(text) : null, "it is compared with numbers");
    }

    private static string? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? text.Trim() : null;

    private static string Invariant(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
