using System.Text.Json;

namespace Serverless.Durable.DurableTask;

/// <summary>Payloads of events: Durable Task's API takes no null there, so that nothing is the JSON word.</summary>
internal static class EventPayload
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement<object?>(null);

    public static JsonElement Of(object? value, string name) => Payload.Of(value, $"The payload of event '{name}'") ?? Nothing;
}
