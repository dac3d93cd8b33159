using System.Runtime.InteropServices;

namespace Serverless.Planning.Calls;

/// <summary>Partitions from levels: tasks (or groups of them) of one depth are independent of each other, so each level is sliced and all slices can run at once.</summary>
internal static class Slices
{
    /// <summary>Slices of about <paramref name="grain"/> tasks of one level; thin levels that follow each other are one partition.</summary>
    /// <returns>Null: more than <paramref name="most"/> partitions.</returns>
    public static CallPartitioning? ByLevel(CallGraph graph, int[] order, int grain, int most)
    {
        var weights = new int[graph.Count];
        Array.Fill(weights, 1);
        var (of, count) = Slice(graph.Depth, weights, order, grain, most);
        return count == 0 ? null : new CallPartitioning(ImmutableCollectionsMarshal.AsImmutableArray(of), count, "level slices");
    }

    /// <summary>The same over groups: each level of groups is sliced into partitions of about <paramref name="grain"/> tasks, and no group is torn.</summary>
    public static CallPartitioning? OfClusters(CallGraph graph, int[] order, int[] groupOf, int groups, int grain, int most)
    {
        var weights = new int[groups];
        var groupOrder = new int[groups];
        var seen = 0;
        foreach (var node in order)
        {
            if (weights[groupOf[node]]++ == 0) groupOrder[seen++] = groupOf[node];
        }
        var (of, count) = Slice(Depths(graph, order, groupOf, groups), weights, groupOrder, grain, most);
        return count == 0 ? null : new CallPartitioning(ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(groupOf, g => of[g])), count, "clusters");
    }

    // Depth of each group among groups, in one pass: only its first task has inputs from outside, or only its last one users, so that what a task sees of
    // another group is final.
    private static int[] Depths(CallGraph graph, int[] order, int[] groupOf, int groups)
    {
        var depth = new int[groups];
        foreach (var node in order)
        {
            var group = groupOf[node];
            foreach (var input in graph.Inputs(node))
            {
                if (groupOf[input] != group) depth[group] = Math.Max(depth[group], depth[groupOf[input]] + 1);
            }
        }
        return depth;
    }

    private static (int[] Of, int Count) Slice(ReadOnlySpan<int> depth, int[] weights, int[] order, int grain, int most)
    {
        var levels = 0;
        foreach (var level in depth) levels = Math.Max(levels, level + 1);
        var weight = new long[levels];
        foreach (var item in order) weight[depth[item]] += weights[item];
        var (firstPiece, slices) = Layout(weight, grain, out var count);
        if (count > most) return ([], 0);
        var of = new int[depth.Length];
        var filled = new long[levels];
        foreach (var item in order)
        {
            var level = depth[item];
            // By weight, so that slices of a level are alike.
            of[item] = firstPiece[level] + (int)(filled[level] * slices[level] / weight[level]);
            filled[level] += weights[item];
        }
        return (of, count);
    }

    // Levels thinner than the grain share a partition with those after them, as long as these are thin too.
    private static (int[] FirstPiece, int[] Slices) Layout(long[] weight, int grain, out int count)
    {
        var first = new int[weight.Length];
        var slices = new int[weight.Length];
        count = 0;
        long open = 0;
        for (var level = 0; level < weight.Length; level++)
        {
            slices[level] = (int)Math.Max(1, weight[level] / grain);
            if (slices[level] == 1 && open > 0 && open + weight[level] <= grain)
            {
                first[level] = count - 1;
                open += weight[level];
                continue;
            }
            first[level] = count;
            count += slices[level];
            open = slices[level] == 1 ? weight[level] : 0;
        }
        return (first, slices);
    }
}
