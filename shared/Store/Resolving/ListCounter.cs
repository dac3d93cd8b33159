using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Store.Results;

namespace Serverless.Store.Resolving;

/// <summary>Counts the elements of lists that the stage before stored: shapes that could not be known before.</summary>
public static class ListCounter
{
    /// <summary>Adds what is countable now: the lists that the pipelines of the snapshot stores.</summary>
    /// <exception cref="InvalidDataException">The stage was not finished.</exception>
    public static async Task<JobSnapshot> CountAsync(TenantStores stores, JobDocument document, JobSnapshot snapshot, PipelineGraph pipelineGraph, CancellationToken cancellationToken)
    {
        var lists = snapshot.Lists.ToBuilder();
        foreach (var list in Readiness.Lists(document))
        {
            if (lists.ContainsKey(list.Value) || !pipelineGraph.StoredBy.TryGetValue(list.Value, out var at)) continue;
            lists[list.Value] = await CountAsync(stores, pipelineGraph.Pipelines[at.Pipeline], cancellationToken);
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
