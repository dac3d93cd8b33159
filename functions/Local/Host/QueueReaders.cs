using Serverless.Api.Batch;

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
