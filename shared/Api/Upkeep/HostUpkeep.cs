using Serverless.Durable;

namespace Serverless.Api.Upkeep;

/// <summary>
/// What every host does now and then, beside jobs: it lets the engine forget instances that ended long ago, and collects the caches of its tenants. A host calls it from a timer; calls may
/// overlap, also of several hosts, and one that is cut off is made good by the next.
/// </summary>
public sealed class HostUpkeep(ApiServices services)
{
    /// <summary>How often a host calls: what it does is cheap when there is nothing to do, and never urgent.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromHours(6);

    /// <summary>How long the engine remembers an instance: as long as a job's outputs are kept.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(30);

    private static readonly InstanceStatus[] Ended = [InstanceStatus.Completed, InstanceStatus.Failed, InstanceStatus.Terminated];

    /// <returns>How many instances were forgotten.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // Before the engine forgets: it is the one who knows of jobs that ended without a word.
        var keeper = new CacheKeeper(services.Tenants, services.Cache, () => services.Client, services.Time);
        foreach (var tenant in services.Tenants.Used.Union(services.Keys.Tenants, StringComparer.Ordinal)) await keeper.CollectAsync(tenant, dryRun: false, cancellationToken);
        return await services.Client.PurgeAsync(new InstanceQuery { Statuses = Ended, CreatedBefore = services.Time.GetUtcNow() - Retention }, cancellationToken);
    }
}
