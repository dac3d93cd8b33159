using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Api.Batch;
using Serverless.Storage;

namespace Serverless.Azure.Hosting;

/// <summary>Makes the queue that the app listens to: until it is there, the Functions host logs a failed request at every poll.</summary>
internal sealed partial class QueuesAtStart(AzureHost host, ILogger<QueuesAtStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Whatever is asked of a queue makes it.
            await host.Queues.GetQueue(BatchIntake.QueueName).CountAsync(cancellationToken);
        }
        catch (StorageException e)
        {
            NotMade(log, BatchIntake.QueueName, e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
