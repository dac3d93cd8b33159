using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>Folds, from left to right.</summary>
internal static class ReferenceFolds
{
    public static object? Reduce(List<object?> elements, ReferenceFunction function)
    {
        // What no element is left of has no value.
        if (elements.Count == 0) return null;
        return function.TakesList ? function.Run([elements]) : elements.Skip(1).Aggregate(elements[0], (sum, next) => function.Run([sum, next]));
    }

    /// <summary>The value of each key, in the order in which keys come first.</summary>
    public static List<object?> Fold(IEnumerable<object?> elements, JsonElement node, ReferenceFunctions functions, Func<string, object?> resolve)
    {
        var (fold, by) = (functions[node.GetProperty("foldBy").GetString()!], functions[node.GetProperty("by").GetString()!]);
        var values = new Dictionary<string, (object? Key, object? Value)>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var element in elements)
        {
            var key = by.Run([element]);
            var text = Datum.Text(key);
            if (values.TryGetValue(text, out var before))
            {
                values[text] = (key, fold.Run([before.Value, element]));
                continue;
            }
            order.Add(text);
            values[text] = (key, node.TryGetProperty("initial", out var initial) ? fold.Run([Datum.Of(initial, resolve), element]) : element);
        }
        return [.. order.Select(k => (object?)Datum.MapOf(("key", values[k].Key), ("value", values[k].Value)))];
    }

    /// <summary>The first of each that are the same data.</summary>
    public static List<object?> Distinct(IEnumerable<object?> elements)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. elements.Where(e => seen.Add(Same(e)))];
    }

    // Numbers by value, whatever their kind; everything else by its kind and content.
    private static string Same(object? value) => value switch
    {
        long number => $"{number}",
        decimal number => (number / 1.000000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        double number when double.IsNaN(number) => "NaN",
        double number when double.IsInfinity(number) => number > 0 ? "+inf" : "-inf",
        double number => Exact(number),
        List<object?> list => $"[{string.Join(",", list.Select(Same))}]",
        SortedDictionary<string, object?> map => $"{{{string.Join(",", map.Select(e => $"{JsonSerializer.Serialize(e.Key)}:{Same(e.Value)}"))}}}",
        _ => Datum.Text(value),
    };

    // Of a double all digits: two to some power times a whole number.
    private static string Exact(double value)
    {
        if (value == 0) return "0";
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (exponent, mantissa) = ((int)((bits >> 52) & 0x7FF), bits & 0xFFFFFFFFFFFFF);
        if (exponent == 0) exponent++;
        else mantissa |= 1L << 52;
        exponent -= 1075;
        var sign = bits < 0 ? "-" : "";
        if (exponent >= 0) return sign + (new BigInteger(mantissa) << exponent).ToString(CultureInfo.InvariantCulture);
        // m / 2^k is m * 5^k, with the point k places to the left.
        var digits = (mantissa * BigInteger.Pow(5, -exponent)).ToString(CultureInfo.InvariantCulture).PadLeft(1 - exponent, '0');
        var text = $"{digits[..^-exponent]}.{digits[^-exponent..]}".TrimEnd('0').TrimEnd('.');
        return sign + text;
    }

    public static List<object?> Top(IEnumerable<object?> elements, JsonElement top, ReferenceFunctions functions)
    {
        var isObject = top.ValueKind == JsonValueKind.Object;
        var count = isObject ? top.GetProperty("count").GetInt32() : top.GetInt32();
        var by = isObject && top.TryGetProperty("by", out var named) ? functions[named.GetString()!] : null;
        var ascending = isObject && top.TryGetProperty("ascending", out var order) && order.GetBoolean();
        var ranked = elements.Select(e => (Element: e, Key: by is null ? e : by.Run([e])));
        var comparer = Comparer<object?>.Create(Compare);
        return [.. (ascending ? ranked.OrderBy(r => r.Key, comparer) : ranked.OrderByDescending(r => r.Key, comparer)).Take(count).Select(r => r.Element)];
    }

    // Null first, then truths, numbers by value, texts by their units.
    private static int Compare(object? x, object? y)
    {
        if (RankOf(x) != RankOf(y)) return RankOf(x).CompareTo(RankOf(y));
        return (x, y) switch
        {
            (null, _) => 0,
            (bool a, bool b) => a.CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            (long a, long b) => a.CompareTo(b),
            (List<object?> a, List<object?> b) => a.Zip(b, Compare).FirstOrDefault(o => o != 0) is not 0 and var order ? order : a.Count.CompareTo(b.Count),
            _ when RankOf(x) == 2 => CompareNumbers(x!, y!),
            _ => throw new ReferenceFailure("maps have no order"),
        };
    }

    // Exactly: two whole numbers that one double stands for are two. NaN is less than all.
    private static int CompareNumbers(object x, object y)
    {
        if (x is double or long && y is double or long && (x is double a && !double.IsFinite(a) || y is double b && !double.IsFinite(b))) return Datum.Double(x).CompareTo(Datum.Double(y));
        var ((p, q), (r, s)) = (FractionOf(x), FractionOf(y));
        return (p * s).CompareTo(r * q);
    }

    private static (BigInteger Top, BigInteger Bottom) FractionOf(object number) => number switch
    {
        long whole => (whole, 1),
        decimal exact => ((BigInteger)(exact * 100), 100),
        // Doubling is exact, and ends: every double is a whole number of some power of two.
        double part => Doubled(part),
        _ => throw new InvalidOperationException($"{number}"),
    };

    private static (BigInteger Top, BigInteger Bottom) Doubled(double part)
    {
        var bottom = BigInteger.One;
        for (; part != Math.Truncate(part); part *= 2) bottom *= 2;
        return ((BigInteger)part, bottom);
    }

    private static int RankOf(object? value) => value switch { null => 0, bool => 1, long or double or decimal => 2, string => 3, List<object?> => 4, _ => 5 };
}
