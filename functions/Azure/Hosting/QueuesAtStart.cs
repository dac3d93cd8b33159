using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Api.Batch;
using Serverless.Api.Workers;
using Serverless.Storage;

namespace Serverless.Azure.Hosting;

/// <summary>Makes the queues that the app listens to: until they are there, the Functions host logs a failed request at every poll.</summary>
internal sealed partial class QueuesAtStart(AzureHost host, ILogger<QueuesAtStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in new[] { BatchIntake.QueueName, CompletionIntake.QueueName })
        {
            try
            {
                // Whatever is asked of a queue makes it.
                await host.Queues.GetQueue(name).CountAsync(cancellationToken);
            }
            catch (StorageException e)
            {
                NotMade(log, name, e.Message);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Queue {Queue} could not be made, and is made at its first use: {Reason}")]
    private static partial void NotMade(ILogger logger, string queue, string reason);
}
