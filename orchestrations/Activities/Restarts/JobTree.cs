using Serverless.Durable;
using Serverless.Jobs;

namespace Serverless.Activities.Restarts;

/// <summary>The instances of jobs that have not ended.</summary>
internal static class JobTree
{
    private static readonly InstanceStatus[] Unfinished = [InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended];

    /// <summary>All whose code is not in a registry although they are parts of jobs.</summary>
    public static async Task<IReadOnlyList<InstanceState>> HeldAsync(DurableClient client, DurableRegistry registry, string? prefix, CancellationToken cancellationToken)
    {
        var held = new List<InstanceState>();
        var query = new InstanceQuery { IdPrefix = prefix, Statuses = Unfinished, PageSize = 1000 };
        do
        {
            var page = await client.QueryAsync(query, cancellationToken);
            held.AddRange(page.Instances.Where(i => IsJobLogic(i.Name) && !registry.Orchestrations.Contains(i.Name)));
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);
        return held;
    }

    /// <summary>Instances of one job: its own and those that it called.</summary>
    public static bool IsOf(InstanceId job, InstanceId instance) =>
        instance == job || instance.Value.StartsWith($"{job}:", StringComparison.Ordinal);

    private static bool IsJobLogic(LogicName name) =>
        name.Name == LogicNames.Job.Name || name.Name == LogicNames.Stage.Name || name.Name == LogicNames.Block.Name;
}
