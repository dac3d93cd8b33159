using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Api.Workers;
using Serverless.Azure.Hosting;

namespace Serverless.Azure.Triggers;

/// <summary>Completions of workers: each goes to the block that waits for it.</summary>
public sealed class CompletionTrigger(AzureHost host)
{
    [Function("CompleteUnit")]
    public Task CompleteUnit([QueueTrigger(CompletionIntake.QueueName)] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        host.CompleteAsync(message.MessageId, message.Body.ToMemory(), client, cancellationToken);
}
