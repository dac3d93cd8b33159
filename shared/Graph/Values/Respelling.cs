using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Serverless.Graph.Values;

/// <summary>From one spelling to another, token by token: nothing is held in memory, and members keep their order.</summary>
internal static class Respelling
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = ExactValues.MaxDepth };

    /// <param name="json">Spelled by kinds.</param>
    /// <param name="writer">Takes the value.</param>
    /// <param name="showsKind">Whole doubles keep their point.</param>
    public static void ToPlain(ReadOnlySpan<byte> json, Utf8JsonWriter writer, bool showsKind)
    {
        for (var reader = new Utf8JsonReader(json, Reading); reader.Read();)
        {
            if (reader.TokenType != JsonTokenType.Number) Copy(ref reader, writer);
            else if (ExactJson.IsDecimal(reader.ValueSpan, out var digits)) writer.WriteRawValue(digits, skipInputValidation: true);
            else if (!showsKind && reader.ValueSpan.ContainsAny(".eE"u8) && reader.TryGetDouble(out var number) && double.IsFinite(number)) writer.WriteNumberValue(number);
            else writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
        }
    }

    /// <param name="json">As anybody writes it.</param>
    /// <param name="writer">Takes the value, spelled by kinds.</param>
    public static void ToExact(ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        for (var reader = new Utf8JsonReader(json, Reading); reader.Read();)
        {
            if (reader.TokenType != JsonTokenType.Number) Copy(ref reader, writer);
            else if (reader.ValueSpan.ContainsAny(".eE"u8) && reader.TryGetDouble(out var number) && double.IsFinite(number)) ExactNumber.Write(writer, number);
            else writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
        }
    }

    // Text loses its escapes, and with them what marks NaN and the infinities.
    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: writer.WriteStartObject(); break;
            case JsonTokenType.EndObject: writer.WriteEndObject(); break;
            case JsonTokenType.StartArray: writer.WriteStartArray(); break;
            case JsonTokenType.EndArray: writer.WriteEndArray(); break;
            case JsonTokenType.PropertyName: writer.WritePropertyName(reader.GetString()!); break;
            case JsonTokenType.String: writer.WriteStringValue(reader.GetString()); break;
            case JsonTokenType.True or JsonTokenType.False: writer.WriteBooleanValue(reader.GetBoolean()); break;
            default: writer.WriteNullValue(); break;
        }
    }
}

/// <summary>Reads a value that is spelled by kinds as plain JSON.</summary>
internal static class LooseJson
{
    public static ReadOnlySpan<byte> Read(ref Utf8JsonReader reader)
    {
        var plain = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(plain, new JsonWriterOptions { SkipValidation = true });
        Respelling.ToPlain(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)), writer, showsKind: false);
        writer.Flush();
        return plain.WrittenSpan;
    }
}
