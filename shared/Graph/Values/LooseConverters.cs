using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Serverless.Graph.Values;

/// <summary>JSON as users hold it in their own objects: they see the plain form, and what they give is spelled by the kinds that it has as a document.</summary>
internal sealed class LooseJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(JsonElement) || typeToConvert == typeof(JsonDocument) || typeToConvert.IsAssignableTo(typeof(JsonNode));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => (JsonConverter)Activator.CreateInstance(typeof(LooseJsonConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class LooseJsonConverter<T> : JsonConverter<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonSerializer.Deserialize<T>(LooseJson.Read(ref reader), ClrValues.Json);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => Respelling.ToExact(JsonSerializer.SerializeToUtf8Bytes(value, ClrValues.Json), writer);
    }
}

/// <summary>Members of type object: they hold JSON after reading, and are written as what they are.</summary>
internal sealed class LooseObjectConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonSerializer.Deserialize<JsonElement>(LooseJson.Read(ref reader), ClrValues.Json);

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        if (value.GetType() != typeof(object))
        {
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            return;
        }
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
