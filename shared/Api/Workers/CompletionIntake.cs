using System.Text.Json;
using Serverless.Durable;
using Serverless.Jobs;

namespace Serverless.Api.Workers;

/// <summary>
/// Hands workers' completions to the blocks that wait for them. A message of the queue <c>completions</c> is
/// <c>{ "instance": "acme~job:s0:b3", "completion": { ... } }</c>; the block tells by the completion itself whether it knows it already, so that a message
/// may be delivered twice, and late.
/// </summary>
public sealed class CompletionIntake(DurableClient client)
{
    public const string QueueName = "completions";

    /// <summary>Raises <see cref="JobSignals.Inbox"/> on the block. One that has ended and was forgotten misses nothing.</summary>
    /// <returns>Why the message cannot be a completion; null when it is one.</returns>
    public async Task<string?> HandleAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length > DurableLimits.PayloadBytes) return $"The message has {body.Length} bytes; a completion has at most {DurableLimits.PayloadBytes}, and names a blob for the rest.";
        if (Parse(body) is not { } message) return "The message is no JSON object with 'instance' and 'completion'.";
        if (!IsBlock(message.Instance)) return $"'{message.Instance}' is no block: only blocks wait for workers.";
        try
        {
            await client.RaiseEventAsync(new InstanceId(message.Instance), JobSignals.Inbox, message.Completion, cancellationToken);
        }
        catch (InstanceNotFoundException)
        {
            // The job is over: its results are in the ledger, and nobody waits for this message.
        }
        return null;
    }

    // Other instances must not be reached from a queue that workers write to: {tenant}~{job}:s{stage}:b{block}, and .{attempt}.
    private static bool IsBlock(string instance) =>
        InstanceId.IsValid(instance) && instance.Split(':') is [var job, ['s', .. var stage], ['b', .. var block]]
        && job.Contains('~', StringComparison.Ordinal) && stage.All(char.IsAsciiDigit) && block.All(c => char.IsAsciiDigit(c) || c == '.');

    private static Message? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<Message>(body.Span, DurableJson.Options) is { Instance: not null, Completion.ValueKind: JsonValueKind.Object } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Message(string Instance, JsonElement Completion);
}
