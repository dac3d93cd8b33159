using System.Text.Json;
using Serverless.Execution.Jobs;

namespace Serverless.Api.Batch;

/// <summary>The message is none of the three forms.</summary>
internal sealed class BatchMessageException(string message) : Exception(message);

/// <summary>
/// A message of the queue: a job document; or <c>{ "blob": "path" }</c>, a document in the tenant's container; or <c>{ "id": "...", "job": { document } }</c>.
/// <c>id</c> goes with <c>blob</c> too.
/// </summary>
internal sealed record BatchMessage(string? Id, string? Blob, ReadOnlyMemory<byte> Document)
{
    /// <exception cref="BatchMessageException">It is none.</exception>
    public static BatchMessage Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new BatchMessageException("The message is no JSON object: a job document or { \"blob\": \"path\" } is.");
            // A document has a version; whatever is wrong with it beyond that, its parser says.
            if (root.TryGetProperty("version", out _) || root.TryGetProperty("nodes", out _)) return new BatchMessage(null, null, body);
            var id = Text(root, "id");
            if (id is not null && JobId.Problem(id) is { } problem) throw new BatchMessageException(problem);
            var known = root.EnumerateObject().All(p => p.Name is "id" or "blob" or "job");
            if (known && Text(root, "blob") is { } blob && !root.TryGetProperty("job", out _)) return new BatchMessage(id, blob, default);
            if (known && root.TryGetProperty("job", out var job) && !root.TryGetProperty("blob", out _)) return new BatchMessage(id, null, JsonSerializer.SerializeToUtf8Bytes(job));
            throw new BatchMessageException("The message is neither a job document nor { \"blob\": \"path\" } nor { \"id\": \"...\", \"job\": { ... } }.");
        }
        catch (JsonException e)
        {
            throw new BatchMessageException($"The message is no JSON: {e.Message}");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new BatchMessageException($"'{name}' of the message is no text.");
}
