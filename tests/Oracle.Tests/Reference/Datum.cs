using System.Globalization;
using System.Text.Json;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>
/// Values as the page on job documents describes them: null, bool, long, double, decimal, string, <see cref="List{T}"/> and <see cref="SortedDictionary{TKey, TValue}"/>
/// of them. Nothing of shared/Graph is used here.
/// </summary>
internal static class Datum
{
    /// <summary>A part of a result that this reference does not know, such as bytes of a file.</summary>
    public static readonly object Anything = new();

    /// <summary>A value of a document.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="resolve">The value of a node.</param>
    public static object? Of(JsonElement json, Func<string, object?> resolve) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => Number(json.GetRawText()),
        JsonValueKind.Array => json.EnumerateArray().Select(e => Of(e, resolve)).ToList(),
        _ => Map(json, resolve),
    };

    public static SortedDictionary<string, object?> MapOf(params IEnumerable<(string Key, object? Value)> entries)
    {
        var map = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in entries) map.Add(key, value);
        return map;
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="ReferenceFailure">It is none.</exception>
    public static long Int(object? value) => value switch
    {
        long number => number,
        double number when number == Math.Truncate(number) && Math.Abs(number) < 1L << 53 => (long)number,
        _ => throw new ReferenceFailure($"{Text(value)} is no whole number"),
    };

    public static double Double(object? value) => value switch
    {
        double number => number,
        long number => number,
        decimal number => (double)number,
        _ => throw new ReferenceFailure($"{Text(value)} is no number"),
    };

    /// <summary>One text for each value, with its kind.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        _ when ReferenceEquals(value, Anything) => "something",
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        string text => JsonSerializer.Serialize(text),
        List<object?> list => $"[{string.Join(",", list.Select(Text))}]",
        SortedDictionary<string, object?> map => $"{{{string.Join(",", map.Select(e => $"{JsonSerializer.Serialize(e.Key)}:{Text(e.Value)}"))}}}",
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether the JSON of a result says the value: numbers by value, NaN and the infinities by name.</summary>
    public static bool IsSaidBy(object? value, JsonElement json) => (value, json.ValueKind) switch
    {
        _ when ReferenceEquals(value, Anything) => true,
        (null, JsonValueKind.Null) => true,
        (bool flag, JsonValueKind.True or JsonValueKind.False) => flag == json.GetBoolean(),
        (string text, JsonValueKind.String) => text == json.GetString(),
        (long number, JsonValueKind.Number) => json.TryGetDecimal(out var exact) && exact == number,
        (double number, JsonValueKind.Number) => number.Equals(json.GetDouble()) || (number == 0 && json.GetDouble() == 0),
        (double number, JsonValueKind.String) => number.ToString(CultureInfo.InvariantCulture) == json.GetString(),
        (decimal number, JsonValueKind.Number) => json.TryGetDecimal(out var exact) && exact == number,
        (List<object?> list, JsonValueKind.Array) => list.Count == json.GetArrayLength() && list.Zip(json.EnumerateArray()).All(p => IsSaidBy(p.First, p.Second)),
        (SortedDictionary<string, object?> map, JsonValueKind.Object) =>
            map.Count == json.EnumerateObject().Count() && map.All(e => json.TryGetProperty(e.Key, out var item) && IsSaidBy(e.Value, item)),
        _ => false,
    };

    private static object Number(string text)
    {
        if (text.AsSpan().ContainsAny(".eE")) return double.Parse(text, CultureInfo.InvariantCulture);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (object)whole : decimal.Parse(text, CultureInfo.InvariantCulture);
    }

    private static object? Map(JsonElement json, Func<string, object?> resolve)
    {
        var first = json.EnumerateObject().FirstOrDefault();
        switch (first.Value.ValueKind == JsonValueKind.Undefined ? "" : first.Name)
        {
            case "$ref": return resolve(first.Value.GetString()!);
            case "$value": return Quoted(first.Value);
            case "$double": return double.Parse(first.Value.GetString()!, CultureInfo.InvariantCulture);
            case "$decimal": return decimal.Parse(first.Value.GetString()!, CultureInfo.InvariantCulture);
            default: return MapOf(json.EnumerateObject().Select(p => (p.Name, Of(p.Value, resolve))));
        }
    }

    private static object? Quoted(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Select(Quoted).ToList(),
        JsonValueKind.Object => MapOf(json.EnumerateObject().Select(p => (p.Name, Quoted(p.Value)))),
        _ => Of(json, _ => null),
    };
}
