using System.Globalization;
using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Graph.Grammar;

/// <summary>Writes values so that the parser gives the same ones back.</summary>
internal static class ValueWriter
{
    /// <summary>The key of a map that stands for a parameter.</summary>
    public const string Parameter = "$param";

    public static void Write(Utf8JsonWriter json, GraphValue value, bool quoted = false)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Boolean: json.WriteBooleanValue(value.AsBoolean()); break;
            case GraphValueKind.Integer: json.WriteNumberValue(value.AsInteger()); break;
            case GraphValueKind.Double: Double(json, value.AsDouble(), quoted); break;
            case GraphValueKind.Decimal: Decimal(json, value.AsDecimal(), quoted); break;
            case GraphValueKind.String: json.WriteStringValue(value.AsString()); break;
            case GraphValueKind.List:
                json.WriteStartArray();
                foreach (var item in value.AsList()) Write(json, item, quoted);
                json.WriteEndArray();
                break;
            case GraphValueKind.Map: Map(json, value, quoted); break;
            case GraphValueKind.Ref when quoted: throw Unwritable("a reference");
            case GraphValueKind.Ref: Special(json, "$ref", value.AsRef().Value); break;
            case GraphValueKind.Parameter when quoted: throw Unwritable("a parameter");
            case GraphValueKind.Parameter: Special(json, Parameter, value.AsParameter()); break;
            default: json.WriteNullValue(); break;
        }
    }

    /// <summary>A property that holds a list of strings.</summary>
    public static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>Why a value cannot be written, or null: data under a key that starts with <c>$</c> must be plain.</summary>
    public static string? Problem(GraphValue value, bool quoted = false) => value.Kind switch
    {
        GraphValueKind.Ref when quoted => "a reference",
        GraphValueKind.Parameter when quoted => "a parameter",
        GraphValueKind.Decimal when quoted && !IsPlain(value.AsDecimal()) => "a decimal",
        GraphValueKind.Double when quoted && !double.IsFinite(value.AsDouble()) => "a double that is no finite number",
        GraphValueKind.List => value.AsList().Select(item => Problem(item, quoted)).FirstOrDefault(why => why is not null),
        GraphValueKind.Map => value.AsMap().Select(entry => Problem(entry.Value, quoted || NeedsQuotes(value))).FirstOrDefault(why => why is not null),
        _ => null,
    };

    private static void Map(Utf8JsonWriter json, GraphValue value, bool quoted)
    {
        var quote = !quoted && NeedsQuotes(value);
        if (quote)
        {
            json.WriteStartObject();
            json.WritePropertyName("$value");
        }
        json.WriteStartObject();
        foreach (var (key, item) in value.AsMap())
        {
            json.WritePropertyName(key);
            Write(json, item, quoted || quote);
        }
        json.WriteEndObject();
        if (quote) json.WriteEndObject();
    }

    private static void Double(Utf8JsonWriter json, double value, bool quoted)
    {
        if (!double.IsFinite(value))
        {
            if (quoted) throw Unwritable("a double that is no finite number");
            Special(json, "$double", double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }
        // A double without fraction or exponent would come back as an integer.
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0", skipInputValidation: true);
    }

    private static void Decimal(Utf8JsonWriter json, decimal value, bool quoted)
    {
        if (IsPlain(value)) json.WriteNumberValue(value);
        else if (quoted) throw Unwritable("a decimal");
        else Special(json, "$decimal", value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A whole number too great for a long is read as a decimal without being told.</summary>
    private static bool IsPlain(decimal value) => value.Scale == 0 && value is < long.MinValue or > long.MaxValue;

    private static bool NeedsQuotes(GraphValue map) => map.AsMap().Any(e => e.Key.StartsWith('$'));

    private static void Special(Utf8JsonWriter json, string key, string text)
    {
        json.WriteStartObject();
        json.WriteString(key, text);
        json.WriteEndObject();
    }

    private static InvalidOperationException Unwritable(string what) =>
        new($"A map with keys that start with '$' is quoted data and cannot hold {what}.");
}
