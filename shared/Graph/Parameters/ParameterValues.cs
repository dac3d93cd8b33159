using System.Globalization;
using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>Values of parameters: from JSON, where types are exact, and from the text of a command line.</summary>
internal static class ParameterValues
{
    // A decimal holds each number of so many digits; of longer ones it would drop some.
    private const int MaxDigits = 28;

    /// <summary>Null: the JSON is no value of the type.</summary>
    public static GraphValue? Read(JsonElement json, ParameterType type)
    {
        if (type.Kind != ParameterKind.List) return Read(json, type.Kind);
        if (json.ValueKind != JsonValueKind.Array) return null;
        var items = json.EnumerateArray().Select(item => Read(item, type.Of!.Value)).ToList();
        return items.Contains(null) ? null : GraphValue.List([.. items.Select(item => item!.Value)]);
    }

    /// <summary>
    /// The JSON of a value that a command line gives as text; null: it is none of the type. A list is JSON, or its items with commas between.
    /// </summary>
    public static GraphValue? OfText(string text, ParameterType type)
    {
        if (type.Kind != ParameterKind.List) return OfText(text, type.Kind);
        if (text.AsSpan().TrimStart().StartsWith("[")) return OfJsonList(text, type);
        if (text.Length == 0) return GraphValue.EmptyList;
        var items = text.Split(',').Select(item => OfText(item.Trim(), type.Of!.Value)).ToList();
        return items.Contains(null) ? null : GraphValue.List([.. items.Select(item => item!.Value)]);
    }

    /// <summary>The plain JSON of a value, as it is given: decimals as text, which keeps their digits.</summary>
    public static void Write(Utf8JsonWriter json, GraphValue value)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Decimal: json.WriteStringValue(value.AsDecimal().ToString(CultureInfo.InvariantCulture)); break;
            case GraphValueKind.Double: ValueWriter.Write(json, value); break;
            case GraphValueKind.List:
                json.WriteStartArray();
                foreach (var item in value.AsList()) Write(json, item);
                json.WriteEndArray();
                break;
            default: GraphValueJson.WritePlain(json, value); break;
        }
    }

    private static GraphValue? Read(JsonElement json, ParameterKind kind) => (kind, json.ValueKind) switch
    {
        (ParameterKind.String, JsonValueKind.String) => TextIn(json) is { } text ? GraphValue.Of(text) : null,
        (ParameterKind.Boolean, JsonValueKind.True or JsonValueKind.False) => GraphValue.Of(json.GetBoolean()),
        (ParameterKind.Integer, JsonValueKind.Number) => json.TryGetInt64(out var integer) ? GraphValue.Of(integer) : null,
        (ParameterKind.Number, JsonValueKind.Number) => json.TryGetDouble(out var number) && double.IsFinite(number) ? GraphValue.Of(number) : null,
        (ParameterKind.Decimal, JsonValueKind.Number) => OfText(json.GetRawText(), kind),
        (ParameterKind.Decimal or ParameterKind.Date or ParameterKind.Timestamp or ParameterKind.Instant, JsonValueKind.String) => TextIn(json) is { } text ? OfText(text, kind) : null,
        _ => null,
    };

    private static GraphValue? OfText(string text, ParameterKind kind) => kind switch
    {
        ParameterKind.String => GraphValue.Of(text),
        ParameterKind.Boolean => text is "true" or "false" ? GraphValue.Of(text == "true") : null,
        ParameterKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? GraphValue.Of(integer) : null,
        ParameterKind.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? GraphValue.Of(number) : null,
        ParameterKind.Decimal => text.Count(char.IsAsciiDigit) <= MaxDigits && GraphValueJson.TryDecimal(text, out var exact) ? GraphValue.Of(exact) : null,
        ParameterKind.Date => ParameterTimes.TryDate(text, out var day) ? GraphValue.Of(ParameterTimes.TextOf(day)) : null,
        ParameterKind.Timestamp => ParameterTimes.TryTimestamp(text, out var time) ? GraphValue.Of(ParameterTimes.TextOf(time)) : null,
        ParameterKind.Instant => ParameterTimes.TryInstant(text, out var instant) ? GraphValue.Of(ParameterTimes.TextOf(instant)) : null,
        _ => null,
    };

    private static GraphValue? OfJsonList(string text, ParameterType type)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Read(json.RootElement, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Null: half of a surrogate pair.
    private static string? TextIn(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
