using Serverless.Durable;
using Serverless.Engine.Archives;
using Serverless.Engine.Dispatch;
using Serverless.Engine.Instances;
using Serverless.Engine.State;

namespace Serverless.Engine.Client;

/// <summary>What a query finds in memory, copied at one moment.</summary>
/// <param name="Matches">At most a page and one, in order.</param>
/// <param name="Hiding">Ids whose archived instance, if there is one, does not count.</param>
internal sealed record RecentInstances(IReadOnlyList<InstanceState> Matches, IReadOnlySet<InstanceId> Hiding);

/// <summary>Finds instances in order of their ids.</summary>
internal static class InstanceSearch
{
    public static RecentInstances Recent(Hub hub, InstanceQuery query)
    {
        var matches = From(hub.State, query)
            .TakeWhile(id => !IsBehind(id, query))
            .Select(id => hub.State.Find(id)!)
            .Where(i => Matches(i, query))
            .Take(query.PageSize + 1)
            .Select(i => InstanceView.Of(i, hub.WhyHeld(i)))
            .ToList();
        return new RecentInstances(matches, hub.State.Hiding.ToHashSet());
    }

    public static InstancePage Page(RecentInstances recent, ArchiveSet archives, InstanceQuery query, CancellationToken cancellationToken)
    {
        var found = recent.Matches.Concat(Archived(recent, archives, query, cancellationToken)).OrderBy(i => i.Id).Take(query.PageSize + 1).ToList();
        var more = found.Count > query.PageSize;
        if (more) found.RemoveAt(query.PageSize);
        return new InstancePage(found, more ? found[^1].Id.Value : null);
    }

    private static List<InstanceState> Archived(RecentInstances recent, ArchiveSet archives, InstanceQuery query, CancellationToken cancellationToken)
    {
        var found = new List<InstanceState>();
        if (query.Statuses is { Count: > 0 } statuses && !statuses.Any(s => s >= InstanceStatus.Completed)) return found;
        foreach (var instance in archives.From(Start(query)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (found.Count > query.PageSize || IsBehind(instance.Id, query)) break;
            if (Matches(instance, query) && !recent.Hiding.Contains(instance.Id)) found.Add(InstanceView.Of(instance));
        }
        return found;
    }

    private static bool IsBehind(InstanceId id, InstanceQuery query) =>
        query.IdPrefix is { } prefix && !id.Value.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(id.Value, prefix) > 0;

    private static bool Matches(Instance instance, InstanceQuery query) =>
        (query.IdPrefix is not { } prefix || instance.Id.Value.StartsWith(prefix, StringComparison.Ordinal))
        && (query.ContinuationToken is not { } after || string.CompareOrdinal(instance.Id.Value, after) > 0)
        && (query.Statuses is not { Count: > 0 } statuses || statuses.Contains(instance.Status))
        && (query.CreatedFrom is not { } from || instance.CreatedAt >= from)
        && (query.CreatedBefore is not { } before || instance.CreatedAt < before);

    /// <summary>The first id that can match: the later of prefix and continuation.</summary>
    private static string? Start(InstanceQuery query) =>
        string.CompareOrdinal(query.ContinuationToken, query.IdPrefix) > 0 ? query.ContinuationToken : query.IdPrefix;

    private static SortedSet<InstanceId> From(HubState state, InstanceQuery query)
    {
        if (state.Ids.Count == 0 || Start(query) is not { } start || !InstanceId.IsValid(start)) return state.Ids;
        var first = new InstanceId(start);
        return first.CompareTo(state.Ids.Max) > 0 ? [] : state.Ids.GetViewBetween(first, state.Ids.Max);
    }
}
