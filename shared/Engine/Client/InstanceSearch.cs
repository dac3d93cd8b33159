using Serverless.Durable;
using Serverless.Engine.Dispatch;
using Serverless.Engine.State;

namespace Serverless.Engine.Client;

/// <summary>Finds instances in order of their ids.</summary>
internal static class InstanceSearch
{
    public static InstancePage Page(Hub hub, InstanceQuery query)
    {
        var found = All(hub.State, query).Take(query.PageSize + 1).ToList();
        var more = found.Count > query.PageSize;
        if (more) found.RemoveAt(query.PageSize);
        return new InstancePage([.. found.Select(i => InstanceView.Of(i, hub.Options.Registry))], more ? found[^1].Id.Value : null);
    }

    public static IEnumerable<Instance> All(HubState state, InstanceQuery query)
    {
        foreach (var id in From(state, query))
        {
            if (query.IdPrefix is { } prefix && !id.Value.StartsWith(prefix, StringComparison.Ordinal))
            {
                if (string.CompareOrdinal(id.Value, prefix) > 0) yield break;
                continue;
            }
            if (query.ContinuationToken is { } after && string.CompareOrdinal(id.Value, after) <= 0) continue;
            var instance = state.Find(id)!;
            if (query.Statuses is { Count: > 0 } statuses && !statuses.Contains(instance.Status)) continue;
            if (query.CreatedFrom is { } from && instance.CreatedAt < from) continue;
            if (query.CreatedBefore is { } before && instance.CreatedAt >= before) continue;
            yield return instance;
        }
    }

    /// <summary>Ids from the first that can match: the later of prefix and continuation, when they are ids.</summary>
    private static SortedSet<InstanceId> From(HubState state, InstanceQuery query)
    {
        var start = string.CompareOrdinal(query.ContinuationToken, query.IdPrefix) > 0 ? query.ContinuationToken : query.IdPrefix;
        if (state.Ids.Count == 0 || !InstanceId.IsValid(start)) return state.Ids;
        var first = new InstanceId(start!);
        return first.CompareTo(state.Ids.Max) > 0 ? [] : state.Ids.GetViewBetween(first, state.Ids.Max);
    }
}
