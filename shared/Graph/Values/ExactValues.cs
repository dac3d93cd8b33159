using System.Text.Json;

namespace Serverless.Graph.Values;

/// <summary>Values of any kind, spelled by it.</summary>
internal static class ExactValues
{
    // What the serializer refuses to write deeper than this is never read.
    public const int MaxDepth = 1000;

    public static GraphValue Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when ExactJson.IsDecimal(reader.ValueSpan, out var digits):
                return ExactNumber.TryDecimal(digits, out var number) ? GraphValue.Of(number) : throw new JsonException("The number is out of range.");
            case JsonTokenType.String when ExactJson.IsNamed(ref reader, out var named):
                return GraphValue.Of(named);
            case JsonTokenType.StartArray:
                var items = new List<GraphValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader));
                return GraphValue.List([.. items]);
            case JsonTokenType.StartObject:
                var entries = new List<KeyValuePair<string, GraphValue>>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    reader.Read();
                    entries.Add(new(key, Read(ref reader)));
                }
                return GraphValue.Map(entries);
            default:
                return GraphValueJson.ReadPlain(ref reader);
        }
    }

    public static void Write(Utf8JsonWriter writer, GraphValue value)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Double:
                ExactNumber.Write(writer, value.AsDouble());
                break;
            case GraphValueKind.Decimal:
                ExactNumber.Write(writer, value.AsDecimal());
                break;
            case GraphValueKind.List:
                writer.WriteStartArray();
                foreach (var item in value.AsList()) Write(writer, item);
                writer.WriteEndArray();
                break;
            case GraphValueKind.Map:
                writer.WriteStartObject();
                foreach (var (key, item) in value.AsMap())
                {
                    writer.WritePropertyName(WholeText.Checked(key));
                    Write(writer, item);
                }
                writer.WriteEndObject();
                break;
            default:
                GraphValueJson.WritePlain(writer, value);
                break;
        }
    }
}
