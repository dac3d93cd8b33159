using System.Collections.Immutable;
using Serverless.Execution.Results;
using Serverless.Execution.Values;
using Serverless.Graph.Documents;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;

namespace Serverless.Execution.Resolving;

/// <summary>Counts the elements of lists that the stage before stored: shapes that nobody could know before.</summary>
public static class ListCounter
{
    /// <summary>Adds what is countable now: the lists that the outline of the snapshot stores.</summary>
    /// <exception cref="InvalidDataException">The stage was not finished.</exception>
    public static async Task<JobSnapshot> CountAsync(TenantStores stores, JobDocument document, JobSnapshot snapshot, Outline outline, CancellationToken cancellationToken)
    {
        var lists = snapshot.Lists.ToBuilder();
        foreach (var list in Readiness.Lists(document))
        {
            if (lists.ContainsKey(list.Value) || !outline.StoredBy.TryGetValue(list.Value, out var at)) continue;
            lists[list.Value] = await CountAsync(stores, outline.Pipelines[at.Pipeline], cancellationToken);
        }
        return snapshot with { Lists = lists.ToImmutable() };
    }

    private static async Task<ListSnapshot> CountAsync(TenantStores stores, Pipeline pipeline, CancellationToken cancellationToken)
    {
        var results = await StoredResults.OpenAsync(stores, pipeline.Title, pipeline.Token, new RangeSet([new IndexRange(0, pipeline.Count - 1)]), likely: null, cancellationToken);
        var ends = ImmutableArray.CreateBuilder<long>();
        var end = 0L;
        for (var part = 0L; part < pipeline.Count; part++)
        {
            end += StoredList.Count((await results.PartAsync(part, cancellationToken)).Span);
            ends.Add(end);
        }
        return new ListSnapshot(ends.ToImmutable());
    }
}
