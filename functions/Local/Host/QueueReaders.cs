using Serverless.Api.Batch;
using Serverless.Api.Workers;

namespace Serverless.Local.Host;

/// <summary>The queue <c>jobs</c>: each message is a job.</summary>
internal sealed class BatchReader(BatchIntake intake) : IQueueReader
{
    public async Task<ReadMessage> ReadAsync(string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Of(await intake.HandleAsync(messageId, body, cancellationToken));

    public async Task<ReadMessage> GiveUpAsync(string messageId, string reason, CancellationToken cancellationToken) =>
        Of(await intake.GiveUpAsync(messageId, reason, cancellationToken));

    private static ReadMessage Of(BatchResult result) =>
        new(result.Rejected, result.Rejected is null ? $"job {result.JobId}" : $"{result.JobId} rejected: {result.Rejected}");
}

/// <summary>The queue <c>completions</c>: each message goes to the block that waits for it.</summary>
internal sealed class CompletionReader(CompletionIntake intake) : IQueueReader
{
    public async Task<ReadMessage> ReadAsync(string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Of(messageId, await intake.HandleAsync(body, cancellationToken));

    public Task<ReadMessage> GiveUpAsync(string messageId, string reason, CancellationToken cancellationToken) => Task.FromResult(Of(messageId, reason));

    private static ReadMessage Of(string messageId, string? rejected) => new(rejected, rejected is null ? null : $"message {messageId} rejected: {rejected}");
}
