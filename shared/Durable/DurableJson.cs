using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Durable;

/// <summary>How payloads are written: camelCase, enums as text, nulls left out. Both engines use it, so that a payload reads the same everywhere.</summary>
public static class DurableJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Writes a payload; null for null.</summary>
    /// <exception cref="PayloadTooLargeException">Over <see cref="DurableLimits.PayloadBytes"/>.</exception>
    public static string? Write<T>(T? value, string what) => Write(value, what, DurableLimits.PayloadBytes);

    /// <summary>Writes a payload; what it is to be called in an error is put together only then: this is on the path of every call.</summary>
    /// <exception cref="PayloadTooLargeException">Over <see cref="DurableLimits.PayloadBytes"/>.</exception>
    public static string? Write<T>(T? value, string what, string name)
    {
        if (value is null) return null;
        var text = JsonSerializer.Serialize(value, Options);
        // No character takes more than three bytes.
        if (text.Length <= DurableLimits.PayloadBytes / 3) return text;
        var bytes = System.Text.Encoding.UTF8.GetByteCount(text);
        return bytes <= DurableLimits.PayloadBytes ? text : throw new PayloadTooLargeException($"{what} '{name}'", bytes);
    }

    /// <summary>Writes a payload that has a limit of its own.</summary>
    /// <exception cref="PayloadTooLargeException">Over <paramref name="limit"/> bytes.</exception>
    public static string? Write<T>(T? value, string what, int limit)
    {
        if (value is null) return null;
        var text = JsonSerializer.Serialize(value, Options);
        var bytes = System.Text.Encoding.UTF8.GetByteCount(text);
        return bytes <= limit ? text : throw new PayloadTooLargeException(what, bytes, limit);
    }

    /// <summary>Reads a payload; null or absent gives the default of <typeparamref name="T"/>.</summary>
    public static T? Read<T>(string? text) => text is null ? default : JsonSerializer.Deserialize<T>(text, Options);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            // Payloads are bounded in bytes and never put into a page: a letter of another language takes two or three of them, escaped it would take six.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
