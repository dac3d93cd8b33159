using System.Text.Json;
using Serverless.Durable;
using Serverless.Logic.Pools;

namespace Serverless.Local.Host;

/// <summary>The queue of answers: each is an event of the block that waits for it. The same one again is dropped there.</summary>
internal sealed class AnswerReader(DurableClient client) : IQueueReader
{
    public async Task<ReadMessage> ReadAsync(string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Read(body.Span) is not { } answer) return new ReadMessage($"No answer of a worker of version {PoolContract.Version}.", null);
        var block = new InstanceId(answer.Block);
        // Nobody waits for what comes after the end: it is swept here.
        if (await client.GetAsync(block, cancellationToken) is not { HasEnded: false }) return new ReadMessage(null, null);
        try
        {
            await client.RaiseEventAsync(block, PoolContract.Inbox, answer, cancellationToken);
        }
        catch (InstanceNotFoundException)
        {
            // It was purged meanwhile.
        }
        return new ReadMessage(null, null);
    }

    public Task<ReadMessage> GiveUpAsync(string messageId, string reason, CancellationToken cancellationToken) => Task.FromResult(new ReadMessage(reason, null));

    private static PoolAnswer? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<PoolAnswer>(body, DurableJson.Options) is { Version: PoolContract.Version } answer && InstanceId.IsValid(answer.Block) ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
