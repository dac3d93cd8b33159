using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Store.Cache;

namespace Serverless.Activities.Cache;

/// <summary>Which nodes a job runs, and which it found: as positions in the document, so that a graph of 100,000 nodes is a few ranges.</summary>
internal static class NodeUse
{
    public static ImmutableArray<IndexRange> PositionsOf(JobDocument document, IEnumerable<Pipeline> pipelines)
    {
        var used = new bool[document.Nodes.Count];
        foreach (var pipeline in pipelines)
        {
            foreach (var node in pipeline.AllNodes) used[document.Nodes.IndexOf(new NodeId(node))] = true;
        }
        var ranges = ImmutableArray.CreateBuilder<IndexRange>();
        for (var first = Array.IndexOf(used, true); first >= 0;)
        {
            var end = Array.IndexOf(used, false, first);
            if (end < 0) end = used.Length;
            ranges.Add(new IndexRange(first, end - 1));
            first = end < used.Length ? Array.IndexOf(used, true, end) : -1;
        }
        return ranges.ToImmutable();
    }

    /// <returns>Null when nothing was planned.</returns>
    public static CacheUse? Sum(IReadOnlyCollection<StagePins> stages, int lostInputs)
    {
        if (stages.Count == 0) return null;
        var nodes = stages.Aggregate(RangeSet.Empty, (all, s) => all.Union(new RangeSet(s.Nodes)));
        var ran = stages.Aggregate(RangeSet.Empty, (all, s) => all.Union(new RangeSet(s.Ran)));
        return new CacheUse((int)nodes.Count, (int)nodes.Except(ran).Count, stages.Sum(s => s.Lost) + lostInputs);
    }
}
