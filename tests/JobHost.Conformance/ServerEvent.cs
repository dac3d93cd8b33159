using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Serverless.JobHost.Conformance;

/// <summary>One server-sent event.</summary>
public sealed record ServerEvent(string? Id, string Type, JsonElement Data)
{
    /// <summary>Reads a stream to its end, or until enough was seen.</summary>
    public static async Task<List<ServerEvent>> ReadAsync(HttpResponseMessage response, int most = int.MaxValue)
    {
        var events = new List<ServerEvent>();
        await using var stream = await response.Content.ReadAsStreamAsync();
        string? last = null;
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            using var json = JsonDocument.Parse(item.Data);
            events.Add(new ServerEvent(item.EventId == last ? null : item.EventId, item.EventType, json.RootElement.Clone()));
            last = item.EventId;
            if (events.Count == most) break;
        }
        return events;
    }
}
