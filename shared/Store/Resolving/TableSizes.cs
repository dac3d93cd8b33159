using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Store.Results;

namespace Serverless.Store.Resolving;

/// <summary>Measures tables that the stage before stored: how they are taken on depends on how large they are.</summary>
public static class TableSizes
{
    /// <summary>Adds what is measurable now: the tables that the outline of the snapshot stores.</summary>
    /// <returns>Null: none.</returns>
    public static async Task<ImmutableSortedDictionary<string, SizeSnapshot>?> MeasureAsync(
        TenantStores stores, JobDocument document, JobSnapshot snapshot, PipelineGraph pipelineGraph, CancellationToken cancellationToken)
    {
        var sizes = (snapshot.Sizes ?? ImmutableSortedDictionary<string, SizeSnapshot>.Empty.WithComparers(StringComparer.Ordinal)).ToBuilder();
        foreach (var node in Readiness.Measured(document))
        {
            if (sizes.ContainsKey(node.Value) || !pipelineGraph.StoredBy.TryGetValue(node.Value, out var at)) continue;
            sizes[node.Value] = await MeasureAsync(stores, pipelineGraph.Pipelines[at.Pipeline], cancellationToken);
        }
        return sizes.Count == 0 ? null : sizes.ToImmutable();
    }

    // By parts, and not by records: how a range was cut must not show in what is planned.
    private static async Task<SizeSnapshot> MeasureAsync(TenantStores stores, Pipeline pipeline, CancellationToken cancellationToken)
    {
        var results = await StoredResults.OpenAsync(stores, pipeline.Title, pipeline.Token, new RangeSet([new IndexRange(0, pipeline.Count - 1)]), likely: null, cancellationToken);
        var bytes = 0L;
        for (var part = 0L; part < pipeline.Count; part++) bytes += await results.LengthAsync(part, cancellationToken);
        return new SizeSnapshot(bytes);
    }
}
