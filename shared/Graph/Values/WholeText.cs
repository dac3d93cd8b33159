using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Graph.Values;

/// <summary>
/// Text on its way into JSON. Half of a surrogate pair has no form there: it would be stored as U+FFFD, in silence, and so it is refused.
/// </summary>
internal sealed class WholeText : JsonConverter<string>
{
    /// <exception cref="JsonException">It is no whole text.</exception>
    public static string Checked(string text)
    {
        var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (; at >= 0 && at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
                throw new JsonException($"The text holds half of a surrogate pair (U+{(int)text[at]:X4} at {at}), which no file or JSON can hold. Where bytes are meant, give byte[].");
            at++;
        }
        return text;
    }

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Checked(value));

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(Checked(value));
}
