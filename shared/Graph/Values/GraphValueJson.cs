using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Serverless.Graph.Values;

/// <summary>Values as plain JSON, and what the document's JSON shares with it.</summary>
internal static class GraphValueJson
{
    /// <summary>Whole numbers become integers, or decimals where a long is too small; all others doubles.</summary>
    public static bool TryNumber(ref Utf8JsonReader reader, out GraphValue value)
    {
        if (reader.TryGetInt64(out var integer))
        {
            value = GraphValue.Of(integer);
            return true;
        }
        if (!reader.ValueSpan.ContainsAny("."u8) && !reader.ValueSpan.ContainsAny("eE"u8))
        {
            var fits = reader.TryGetDecimal(out var big);
            value = fits ? GraphValue.Of(big) : default;
            return fits;
        }
        var finite = reader.TryGetDouble(out var number) && double.IsFinite(number);
        value = finite ? GraphValue.Of(number) : default;
        return finite;
    }

    public static bool TryNamedDouble(string text, out double value)
    {
        value = text switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => 0 };
        return value != 0;
    }

    public static bool TryDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    /// <summary>Data without meaning for <c>$</c>; the reader stands on the value.</summary>
    public static GraphValue ReadPlain(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False: return GraphValue.Of(reader.GetBoolean());
            case JsonTokenType.Number: return TryNumber(ref reader, out var number) ? number : throw new JsonException("The number is out of range.");
            case JsonTokenType.String: return GraphValue.Of(reader.GetString()!);
            case JsonTokenType.StartArray:
                var items = new List<GraphValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadPlain(ref reader));
                return GraphValue.List([.. items]);
            case JsonTokenType.StartObject:
                var entries = new List<KeyValuePair<string, GraphValue>>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    reader.Read();
                    entries.Add(new(key, ReadPlain(ref reader)));
                }
                return GraphValue.Map(entries);
            default: return GraphValue.Null;
        }
    }

    /// <summary>The JSON that a serializer reads: NaN and the infinities by name, decimals as numbers.</summary>
    public static byte[] ToPlainUtf8(GraphValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) WritePlain(writer, value);
        return buffer.WrittenSpan.ToArray();
    }

    public static void WritePlain(Utf8JsonWriter writer, GraphValue value)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Boolean: writer.WriteBooleanValue(value.AsBoolean()); break;
            case GraphValueKind.Integer: writer.WriteNumberValue(value.AsInteger()); break;
            case GraphValueKind.Double when double.IsFinite(value.AsDouble()): writer.WriteNumberValue(value.AsDouble()); break;
            case GraphValueKind.Double: writer.WriteStringValue(value.AsDouble().ToString(CultureInfo.InvariantCulture)); break;
            case GraphValueKind.Decimal: writer.WriteNumberValue(value.AsDecimal()); break;
            case GraphValueKind.String: writer.WriteStringValue(WholeText.Checked(value.AsString())); break;
            case GraphValueKind.List:
                writer.WriteStartArray();
                foreach (var item in value.AsList()) WritePlain(writer, item);
                writer.WriteEndArray();
                break;
            case GraphValueKind.Map:
                writer.WriteStartObject();
                foreach (var (key, item) in value.AsMap())
                {
                    writer.WritePropertyName(WholeText.Checked(key));
                    WritePlain(writer, item);
                }
                writer.WriteEndObject();
                break;
            case GraphValueKind.Ref: throw new InvalidOperationException($"The value still holds a reference to '{value.AsRef()}'.");
            default: writer.WriteNullValue(); break;
        }
    }
}
