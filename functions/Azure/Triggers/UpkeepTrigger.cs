using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Serverless.Azure.Hosting;

namespace Serverless.Azure.Triggers;

/// <summary>What the app does now and then: every six hours, and not on the hour, when nightly jobs start.</summary>
public sealed class UpkeepTrigger(AzureHost host)
{
    [Function("Upkeep")]
    public Task Upkeep([TimerTrigger("0 23 */6 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        host.UpkeepAsync(client, cancellationToken);
}
