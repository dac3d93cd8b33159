using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Logic.Messages;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;

namespace Serverless.Activities.Pools;

/// <summary>Reads from the policies which units of a block a pool runs.</summary>
internal static class PooledUnits
{
    // "1," for each.
    private const int UnitBytes = 2;

    public static BlockLayout AddTo(BlockLayout layout, StagePlan plan, PlanBlock block, JobDocument document)
    {
        if (PoolOf(document) is not { } pool) return layout;
        int[] pooled = [.. plan.Units.AsSpan(block.FirstUnit, block.Count).ToArray().Select(u => IsPooled(plan.Pipelines[u.Pipeline], document) ? 1 : 0)];
        return pooled.Contains(1) ? layout with { Pool = pool, Pooled = pooled } : layout;
    }

    public static int BytesOf(JobDocument document) => PoolOf(document) is null ? 0 : UnitBytes;

    // A document names one.
    private static string? PoolOf(JobDocument document) => document.Nodes.Select(n => document.PolicyOf(n).Placement).FirstOrDefault(static p => p is not null);

    // Fused nodes run together: where one of them belongs to the pool, all run there.
    private static bool IsPooled(Pipeline pipeline, JobDocument document) => pipeline.Nodes.Any(n => document.PolicyOf(document.Nodes[new NodeId(n)]).Placement is not null);
}
