using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Api.Batch;
using Serverless.Azure.Hosting;

namespace Serverless.Azure.Triggers;

/// <summary>Batch runs: a message on <c>jobs</c> starts a job exactly once, however often it is delivered.</summary>
public sealed class BatchTrigger(AzureHost host)
{
    [Function("RunBatch")]
    public Task RunBatch([QueueTrigger(BatchIntake.QueueName)] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        host.TakeAsync(message.MessageId, message.Body.ToMemory(), client, cancellationToken);
}
