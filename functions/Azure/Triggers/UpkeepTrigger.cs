using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Azure.Hosting;

namespace Serverless.Azure.Triggers;

/// <summary>What the app does now and then, and not on the hour, when nightly jobs start: the upkeep every six hours, a look for jobs of another version every ten minutes.</summary>
public sealed class UpkeepTrigger(AzureHost host)
{
    [Function("Upkeep")]
    public Task Upkeep([TimerTrigger("0 23 */6 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        host.UpkeepAsync(client, cancellationToken);

    [Function("Restarts")]
    public Task Restarts([TimerTrigger("30 7/10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        host.RestartAsync(client, cancellationToken);
}
