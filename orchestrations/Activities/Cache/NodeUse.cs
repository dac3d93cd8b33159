using System.Collections.Immutable;
using Serverless.Execution.Cache;
using Serverless.Graph.Documents;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Planning.Pipelines;

namespace Serverless.Activities.Cache;

/// <summary>Which nodes a job runs, and which it found: as positions in the document, so that a graph of 100,000 nodes is a few ranges.</summary>
internal static class NodeUse
{
    public static ImmutableArray<IndexRange> PositionsOf(JobDocument document, IEnumerable<Pipeline> pipelines) =>
        [.. new RangeSet(pipelines.SelectMany(p => p.AllNodes).Distinct(StringComparer.Ordinal).Select(n => document.Nodes.IndexOf(new NodeId(n))).Select(at => new IndexRange(at, at))).Ranges];

    /// <returns>Null when nothing was planned.</returns>
    public static CacheUse? Sum(IReadOnlyCollection<StagePins> stages, int lostInputs)
    {
        if (stages.Count == 0) return null;
        var nodes = stages.Aggregate(RangeSet.Empty, (all, s) => all.Union(new RangeSet(s.Nodes)));
        var ran = stages.Aggregate(RangeSet.Empty, (all, s) => all.Union(new RangeSet(s.Ran)));
        return new CacheUse((int)nodes.Count, (int)nodes.Except(ran).Count, stages.Sum(s => s.Lost) + lostInputs);
    }
}
