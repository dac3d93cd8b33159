using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Claims;

namespace Serverless.Activities.Restarts;

/// <summary>The instances of jobs that have not ended.</summary>
internal static class JobTree
{
    private static readonly InstanceStatus[] Unfinished = [InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended];
    private static readonly InstanceStatus[] Failed = [InstanceStatus.Failed];

    /// <summary>All whose code is not in a registry although they are parts of jobs.</summary>
    public static Task<IReadOnlyList<InstanceState>> HeldAsync(DurableClient client, DurableRegistry registry, string? prefix, CancellationToken cancellationToken) =>
        UnfinishedAsync(client, prefix, name => IsJobLogic(name) && !registry.Orchestrations.Contains(name), cancellationToken);

    /// <summary>Jobs that their engine gave up because no host had their code: Durable Task fails what it finds no function for, where the embedded engine holds it.</summary>
    public static Task<IReadOnlyList<InstanceState>> GivenUpAsync(DurableClient client, DurableRegistry registry, CancellationToken cancellationToken) =>
        FindAsync(client, prefix: null, Failed, name => name.Name == LogicNames.Job.Name && !registry.Orchestrations.Contains(name), cancellationToken);

    /// <summary>All of certain names.</summary>
    public static Task<IReadOnlyList<InstanceState>> UnfinishedAsync(DurableClient client, string? prefix, Func<LogicName, bool> isWanted, CancellationToken cancellationToken) =>
        FindAsync(client, prefix, Unfinished, isWanted, cancellationToken);

    private static async Task<IReadOnlyList<InstanceState>> FindAsync(
        DurableClient client, string? prefix, InstanceStatus[] statuses, Func<LogicName, bool> isWanted, CancellationToken cancellationToken)
    {
        var found = new List<InstanceState>();
        var query = new InstanceQuery { IdPrefix = prefix, Statuses = statuses, PageSize = 1000 };
        do
        {
            var page = await client.QueryAsync(query, cancellationToken);
            found.AddRange(page.Instances.Where(i => isWanted(i.Name)));
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);
        return found;
    }

    /// <summary>Instances of one job: its own and those that it called.</summary>
    public static bool IsOf(InstanceId job, InstanceId instance) =>
        instance == job || instance.Value.StartsWith($"{job}:", StringComparison.Ordinal);

    private static bool IsJobLogic(LogicName name) =>
        name.Name == LogicNames.Job.Name || name.Name == LogicNames.Stage.Name || name.Name == LogicNames.Block.Name || name.Name == ClaimNames.Wait.Name;
}
