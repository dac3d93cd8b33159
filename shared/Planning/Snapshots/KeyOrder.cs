using System.Globalization;
using System.Numerics;
using System.Text;
using Serverless.Graph.Values;

namespace Serverless.Planning.Snapshots;

/// <summary>Compares a partition's key with a document's value in the key's own type: as text, 10 comes before 9 and one day before itself at midnight.</summary>
internal static class KeyOrder
{
    // Digits of fractions that stand in keys of days and times.
    private static readonly string[] Days = ["yyyy-M-d", "yyyy-M-d HH:mm", "yyyy-M-d HH:mm:ss", "yyyy-M-d'T'HH:mm", "yyyy-M-d'T'HH:mm:ss"];
    private static readonly string[] Times = ["yyyy-M-d HH:mm:ss.FFFFFFF", "yyyy-M-d'T'HH:mm:ss.FFFFFFF", "yyyy-M-d HH:mm", "yyyy-M-d'T'HH:mm"];

    /// <returns>Null: it cannot be told.</returns>
    public static int? Compare(KeyColumn key, GraphValue value)
    {
        var type = key.Type;
        if (type == "VARCHAR" || type.StartsWith("ENUM(", StringComparison.Ordinal)) return value.Kind == GraphValueKind.String ? Bytes(key.Value, value.AsString()) : null;
        if (type == "BOOLEAN") return value.Kind == GraphValueKind.Boolean && bool.TryParse(key.Value, out var flag) ? flag.CompareTo(value.AsBoolean()) : null;
        if (type is "DOUBLE" or "FLOAT") return value.Kind == GraphValueKind.Null ? null : Floating(key, value);
        if (type == "DATE") return Moment(key.Value, value, Days, onlyDays: true);
        if (type is "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS") return Moment(key.Value, value, Times, onlyDays: false);
        if (type.EndsWith("INT", StringComparison.Ordinal) || type.EndsWith("INTEGER", StringComparison.Ordinal) || type.StartsWith("DECIMAL(", StringComparison.Ordinal)) return Exact(key.Value, value);
        return null;
    }

    // As DuckDB orders text, which is not the order of UTF-16.
    private static int Bytes(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    private static int? Moment(string key, GraphValue value, string[] forms, bool onlyDays)
    {
        if (value.Kind != GraphValueKind.String || !TryMoment(key, forms, out var ours) || !TryMoment(value.AsString(), forms, out var asked)) return null;
        return onlyDays && (ours.TimeOfDay != TimeSpan.Zero || asked.TimeOfDay != TimeSpan.Zero) ? null : ours.CompareTo(asked);
    }

    // Years before 1 and after 9999, infinity and zones are left to DuckDB.
    private static bool TryMoment(string text, string[] forms, out DateTime moment) =>
        DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);

    private static int? Floating(KeyColumn key, GraphValue value)
    {
        var asked = value.Kind switch
        {
            GraphValueKind.Integer => value.AsInteger(),
            GraphValueKind.Double => value.AsDouble(),
            GraphValueKind.Decimal => (double)value.AsDecimal(),
            _ => double.NaN,
        };
        if (!double.TryParse(key.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var ours) || double.IsNaN(ours) || double.IsNaN(asked)) return null;
        // What a narrow number is compared with is as narrow.
        return key.Type == "FLOAT" ? ((float)ours).CompareTo((float)asked) : ours.CompareTo(asked);
    }

    private static int? Exact(string key, GraphValue value)
    {
        var asked = value.Kind switch
        {
            GraphValueKind.Integer => value.AsInteger().ToString(CultureInfo.InvariantCulture),
            GraphValueKind.Decimal => value.AsDecimal().ToString(CultureInfo.InvariantCulture),
            // What a document writes as 0.1 is that number.
            GraphValueKind.Double => value.AsDouble().ToString("R", CultureInfo.InvariantCulture),
            _ => "",
        };
        if (!TryDigits(key, out var ours, out var ourScale) || !TryDigits(asked, out var theirs, out var theirScale)) return null;
        var scale = Math.Max(ourScale, theirScale);
        return (ours * BigInteger.Pow(10, scale - ourScale)).CompareTo(theirs * BigInteger.Pow(10, scale - theirScale));
    }

    // 38 digits are more than .NET's decimals hold.
    private static bool TryDigits(string text, out BigInteger digits, out int scale)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        scale = point < 0 ? 0 : text.Length - point - 1;
        return BigInteger.TryParse(point < 0 ? text : text.Remove(point, 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out digits);
    }
}
