using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Store;
using Serverless.Store.Cache;

namespace Serverless.Api.Upkeep;

/// <summary>Collects a tenant's cache: what a host calls from a timer, and an operator by hand.</summary>
/// <param name="tenants">The stores.</param>
/// <param name="options">How long results live.</param>
/// <param name="client">The hub's client, which knows of jobs that ended without a word; null: jobs without a mark of their end count as running.</param>
/// <param name="time">The clock.</param>
public sealed class CacheKeeper(Tenants tenants, CacheOptions options, Func<DurableClient>? client, TimeProvider time)
{
    /// <summary>Marks what jobs hold, evicts what the budget does not allow, deletes what nothing refers to, and purges jobs whose time is over. Safe at any time, beside jobs and beside itself; cut off anywhere, the next call goes on.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="dryRun">True: only says what it would do.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    public async Task<CollectionReport> CollectAsync(string tenant, bool dryRun, CancellationToken cancellationToken)
    {
        var report = await new CacheCollector(tenants[tenant], options, time, client is null ? null : EndOfAsync).CollectAsync(dryRun, cancellationToken);
        if (client is not null && !dryRun)
        {
            foreach (var job in report.PurgedJobs) await client().PurgeAsync(JobInstances.Of(tenant, job), cancellationToken);
        }
        return report;

        // Terminated and failed orchestrations could not write the mark. One that this hub does not know may be another hub's, which shares the store: it counts as running.
        async Task<DateTimeOffset?> EndOfAsync(string job, CancellationToken stop) =>
            await client().GetAsync(JobInstances.Of(tenant, job), stop) is { } instance ? (instance.HasEnded ? instance.UpdatedAt : null) : null;
    }
}
