using System.Text.Json;

namespace Serverless.Durable.DurableTask;

/// <summary>
/// Payloads at the border. Our port speaks JSON text that <see cref="DurableJson"/> wrote; Durable Task takes objects and writes them itself. Handing it a
/// <see cref="JsonElement"/> makes its converter copy our JSON, so that histories, portal and both engines hold the same text; a string would be quoted twice.
/// </summary>
internal static class Payload
{
    /// <summary>Writes a payload; null for null.</summary>
    /// <exception cref="PayloadTooLargeException">Over the port's limit.</exception>
    public static JsonElement? Of(object? value, string what) => Parse(DurableJson.Write(value, what));

    /// <summary>JSON text as what Durable Task is given; null for null.</summary>
    public static JsonElement? Parse(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>What Durable Task handed out, as JSON text; null when there is none.</summary>
    public static string? Text(object? payload) =>
        payload is JsonElement { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } element ? element.GetRawText() : null;

    /// <summary>What Durable Task handed out, read as <typeparamref name="T"/>.</summary>
    public static T? Read<T>(JsonElement? payload) => DurableJson.Read<T>(Text(payload));

    /// <summary>Raw text of a client's answer: the JSON word null counts as absent, as in our own payloads.</summary>
    public static string? Known(string? text) => string.IsNullOrEmpty(text) || text == "null" ? null : text;
}
