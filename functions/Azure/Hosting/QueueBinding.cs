using Microsoft.DurableTask.Client;
using Serverless.Api.Batch;

namespace Serverless.Azure.Hosting;

/// <summary>Hands messages of the queues to what takes them in shared/Api; what can never be handled is set aside with the reason.</summary>
internal static class QueueBinding
{
    /// <remarks>A platform fault leaves as an exception: the Functions host delivers the message again, five times in all (host.json).</remarks>
    public static async Task TakeAsync(this AzureHost host, string messageId, ReadOnlyMemory<byte> body, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var document = QueueBody.Decode(body);
        var result = await host.Batch(client).HandleAsync(messageId, document, cancellationToken);
        if (result.Rejected is { } reason) await host.Poison(BatchIntake.QueueName).PutAsync(messageId, document, reason, cancellationToken);
    }
}
