using Microsoft.DurableTask.Client;

namespace Serverless.Durable.DurableTask;

/// <summary>Forgets the instances that entities' events went through (<see cref="EventRelay"/>): one for each event, and of no use once it has ended.</summary>
public static class RelayUpkeep
{
    // A relay ends within seconds. What is younger may still be wanted by somebody who looks for a lost event.
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    // A purge is a few small requests to storage: together they take no longer than one, and the account serves thousands a second.
    private const int Together = 16;

    /// <returns>How many were forgotten.</returns>
    public static async Task<int> RunAsync(DurableTaskClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var purged = 0;
        var filter = new OrchestrationQuery(
            CreatedTo: now - Age,
            Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated],
            InstanceIdPrefix: EventRelay.IdPrefix,
            PageSize: 1_000);
        await Parallel.ForEachAsync(
            client.GetAllInstancesAsync(filter),
            new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellationToken },
            async (instance, cancel) =>
            {
                // Old hubs ignore a prefix.
                if (!instance.InstanceId.StartsWith(EventRelay.IdPrefix, StringComparison.Ordinal)) return;
                var result = await client.PurgeInstanceAsync(instance.InstanceId, new PurgeInstanceOptions(Recursive: false), cancel);
                Interlocked.Add(ref purged, result.PurgedInstanceCount);
            });
        return purged;
    }
}
