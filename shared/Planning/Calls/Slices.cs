namespace Serverless.Planning.Calls;

/// <summary>Pieces from levels: tasks (or groups of them) of one depth are independent of each other, so each level is sliced and all slices can run at once.</summary>
internal static class Slices
{
    /// <summary>Slices of about <paramref name="grain"/> tasks of one level; thin levels that follow each other are one piece.</summary>
    /// <returns>Null: more than <paramref name="most"/> pieces.</returns>
    public static CallCut? ByLevel(CallGraph graph, IReadOnlyList<int> order, int grain, int most)
    {
        var weights = new int[graph.Count];
        Array.Fill(weights, 1);
        var (of, count) = Slice(graph.Depth, weights, order, grain, most);
        return count == 0 ? null : new CallCut(of, count, "level slices");
    }

    /// <summary>The same over groups: each level of groups is sliced into pieces of about <paramref name="grain"/> tasks, and no group is torn.</summary>
    public static CallCut? OfClusters(CallGraph graph, IReadOnlyList<int> order, int[] groupOf, int groups, int grain, int most)
    {
        var depth = Depths(graph, order, groupOf, groups, out var firstAt);
        var weights = new int[groups];
        foreach (var group in groupOf) weights[group]++;
        var groupOrder = new int[groups];
        for (var group = 0; group < groups; group++) groupOrder[group] = group;
        Array.Sort(firstAt, groupOrder);
        var (of, count) = Slice(depth, weights, groupOrder, grain, most);
        return count == 0 ? null : new CallCut([.. groupOf.Select(g => of[g])], count, "clusters");
    }

    // Depth of each group among groups, and where its first task stands in the order.
    private static int[] Depths(CallGraph graph, IReadOnlyList<int> order, int[] groupOf, int groups, out int[] firstAt)
    {
        var quotient = new CallGraph(groups, Inputs(graph, order, groupOf, groups));
        firstAt = new int[groups];
        Array.Fill(firstAt, int.MaxValue);
        for (var at = 0; at < order.Count; at++) firstAt[groupOf[order[at]]] = Math.Min(firstAt[groupOf[order[at]]], at);
        return [.. quotient.Depth];
    }

    internal static Func<int, IEnumerable<int>> Inputs(CallGraph graph, IReadOnlyList<int> order, IReadOnlyList<int> groupOf, int groups)
    {
        var first = new int[groups + 1];
        foreach (var node in order)
        {
            foreach (var input in graph.Inputs(node))
            {
                if (groupOf[input] != groupOf[node]) first[groupOf[node] + 1]++;
            }
        }
        for (var g = 0; g < groups; g++) first[g + 1] += first[g];
        var all = new int[first[groups]];
        var next = (int[])first.Clone();
        foreach (var node in order)
        {
            foreach (var input in graph.Inputs(node))
            {
                if (groupOf[input] != groupOf[node]) all[next[groupOf[node]]++] = groupOf[input];
            }
        }
        return group => new ArraySegment<int>(all, first[group], first[group + 1] - first[group]);
    }

    private static (int[] Of, int Count) Slice(IReadOnlyList<int> depth, int[] weights, IReadOnlyList<int> order, int grain, int most)
    {
        var levels = depth.Count == 0 ? 0 : depth.Max() + 1;
        var weight = new long[levels];
        foreach (var item in order) weight[depth[item]] += weights[item];
        var (firstPiece, slices) = Layout(weight, grain, out var count);
        if (count > most) return ([], 0);
        var of = new int[depth.Count];
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

    // Levels thinner than the grain share a piece with those after them, as long as these are thin too.
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
