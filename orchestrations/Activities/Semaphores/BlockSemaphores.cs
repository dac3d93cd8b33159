using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Logic.Messages;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;

namespace Serverless.Activities.Semaphores;

/// <summary>Reads from the policies which semaphores the units of a block hold.</summary>
internal static class BlockSemaphores
{
    public static BlockLayout AddTo(BlockLayout layout, StagePlan plan, PlanBlock block, JobDocument document)
    {
        var combinations = new List<IReadOnlyDictionary<string, int>>();
        var byPipeline = new Dictionary<int, int>();
        var of = new int[block.Count];
        for (var u = 0; u < of.Length; u++)
        {
            var pipeline = plan.Units[block.FirstUnit + u].Pipeline;
            if (!byPipeline.TryGetValue(pipeline, out var combination)) byPipeline[pipeline] = combination = Find(combinations, Of(plan.Pipelines[pipeline], document));
            of[u] = combination;
        }
        return combinations.Count == 0 ? layout : layout with { Semaphores = combinations, SemaphoresOf = of };
    }

    /// <summary>Fused nodes run together: their tasks hold what any of them wants.</summary>
    public static SortedDictionary<string, int> Of(Pipeline pipeline, JobDocument document)
    {
        var all = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in pipeline.Nodes)
        {
            foreach (var (name, count) in document.PolicyOf(document.Nodes[new NodeId(node)]).Semaphores) all[name] = Math.Max(count, all.GetValueOrDefault(name));
        }
        return all;
    }

    private static int Find(List<IReadOnlyDictionary<string, int>> combinations, SortedDictionary<string, int> wanted)
    {
        if (wanted.Count == 0) return -1;
        var at = combinations.FindIndex(c => c.SequenceEqual(wanted));
        if (at >= 0) return at;
        combinations.Add(wanted);
        return combinations.Count - 1;
    }
}
