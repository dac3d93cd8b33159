using System.Text.Json;
using Serverless.Graph.Parameters;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;

namespace Serverless.Api.Batch;

/// <summary>The message is none of the three forms.</summary>
internal sealed class BatchMessageException(string message) : Exception(message);

/// <summary>
/// A message of the queue: a job document; or <c>{ "blob": "path" }</c>, a document in the tenant's container; or <c>{ "id": "...", "job": { document } }</c>.
/// <c>id</c> goes with <c>blob</c> too, and <c>"params": { ... }</c> with both: values of the document's parameters, before those that stand in it; <c>traceparent</c> and
/// <c>tracestate</c> too: W3C's trace context of the sender.
/// </summary>
internal sealed record BatchMessage(string? Id, string? Blob, ReadOnlyMemory<byte> Document)
{
    /// <summary>What goes before the document's own <c>params</c>.</summary>
    public GivenParameters Given { get; private init; } = GivenParameters.None;

    /// <summary>What the sender's span is part of; null: nothing.</summary>
    public TraceContext? Trace { get; private init; }

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
            var known = root.EnumerateObject().All(p => p.Name is "id" or "blob" or "job" or "params" or "traceparent" or "tracestate");
            var given = root.TryGetProperty("params", out var values) ? GivenParameters.None.WithJson(values) : GivenParameters.None;
            var trace = TraceContext.Parse(Text(root, "traceparent"), Text(root, "tracestate"));
            if (known && Text(root, "blob") is { } blob && !root.TryGetProperty("job", out _)) return new BatchMessage(id, blob, default) { Given = given, Trace = trace };
            if (known && root.TryGetProperty("job", out var job) && !root.TryGetProperty("blob", out _)) return new BatchMessage(id, null, JsonSerializer.SerializeToUtf8Bytes(job)) { Given = given, Trace = trace };
            throw new BatchMessageException("The message is neither a job document nor { \"blob\": \"path\" } nor { \"id\": \"...\", \"job\": { ... } }, with \"params\": { ... } or without.");
        }
        catch (InvalidOperationException)
        {
            // The one thing that JSON can spell and no text can hold.
            throw new BatchMessageException("A text of the message holds half of a surrogate pair (\\uD800 to \\uDFFF), which is no character.");
        }
        catch (JsonException e)
        {
            throw new BatchMessageException($"The message is no JSON that it may be: {e.Message}");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new BatchMessageException($"'{name}' of the message is no text.");
}
