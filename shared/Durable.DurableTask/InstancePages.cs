using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.Durable.DurableTask;

/// <summary>Pages of a hub's instances. Durable Task filters by prefix, status and time; what it cannot tell apart is sorted out here.</summary>
internal static class InstancePages
{
    /// <summary>One page; it may be shorter than asked for, also empty, with more behind it.</summary>
    public static async Task<InstancePage> ReadAsync(DurableTaskClient client, InstanceQuery query, CancellationToken cancellationToken)
    {
        if (query.PageSize is < 1 or > 1_000) throw new ArgumentException($"PageSize is {query.PageSize}; 1 to 1,000 are allowed.", nameof(query));
        var filter = new OrchestrationQuery(
            CreatedFrom: query.CreatedFrom,
            CreatedTo: query.CreatedBefore,
            Statuses: query.Statuses is { Count: > 0 } statuses ? statuses.Select(InstanceStates.ToDurableTask).ToArray() : null,
            InstanceIdPrefix: query.IdPrefix,
            PageSize: query.PageSize,
            FetchInputsAndOutputs: true,
            ContinuationToken: query.ContinuationToken);
        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync(filter).AsPages(query.ContinuationToken, query.PageSize).WithCancellation(cancellationToken))
        {
            // Azure Storage lists by id; others in the order that suits them.
            var instances = page.Values.Where(InstanceStates.IsOurs).Select(InstanceStates.ToPort).Where(i => Matches(i, query)).OrderBy(i => i.Id).ToList();
            return new InstancePage(instances, string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }
        return new InstancePage([], null);
    }

    /// <summary>Every instance that matches.</summary>
    public static async Task<List<InstanceState>> AllAsync(DurableTaskClient client, InstanceQuery query, CancellationToken cancellationToken)
    {
        var all = new List<InstanceState>();
        var next = query with { PageSize = 1_000, ContinuationToken = null };
        while (true)
        {
            var page = await ReadAsync(client, next, cancellationToken);
            all.AddRange(page.Instances);
            if (page.ContinuationToken is null) return all;
            next = next with { ContinuationToken = page.ContinuationToken };
        }
    }

    // "To" is inclusive there and exclusive here; old hubs ignore a prefix.
    private static bool Matches(InstanceState instance, InstanceQuery query) =>
        (query.CreatedBefore is not { } before || instance.CreatedAt < before)
        && (query.CreatedFrom is not { } from || instance.CreatedAt >= from)
        && (query.IdPrefix is not { } prefix || instance.Id.Value.StartsWith(prefix, StringComparison.Ordinal))
        && (query.Statuses is not { Count: > 0 } statuses || statuses.Contains(instance.Status));
}
