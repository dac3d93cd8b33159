namespace Serverless.Planning.Calls;

/// <summary>
/// Groups of tasks that are closed on one side: every member but the first has all its inputs inside (or, backwards, every member but the last all its
/// users). Between such groups there is no cycle, and chains and trees are whole in them.
/// </summary>
internal static class Clusters
{
    /// <summary>Each task joins the group that all its inputs are in, while that has less than <paramref name="most"/>.</summary>
    public static (int[] Of, int Count) Forward(CallGraph graph, int[] order, int most)
    {
        var of = new int[graph.Count];
        var sizes = new List<int>();
        foreach (var node in order) Join(of, sizes, node, graph.Inputs(node), most);
        return (of, sizes.Count);
    }

    /// <summary>Each task joins the group that all its users are in, while that has less than <paramref name="most"/>.</summary>
    public static (int[] Of, int Count) Backward(CallGraph graph, int[] order, int most)
    {
        var of = new int[graph.Count];
        var sizes = new List<int>();
        for (var at = order.Length - 1; at >= 0; at--) Join(of, sizes, order[at], graph.Users(order[at]), most);
        return (of, sizes.Count);
    }

    private static void Join(int[] of, List<int> sizes, int node, ReadOnlySpan<int> neighbours, int most)
    {
        if (neighbours.Length > 0 && sizes[of[neighbours[0]]] < most && AllIn(of, neighbours, of[neighbours[0]]))
        {
            of[node] = of[neighbours[0]];
            sizes[of[node]]++;
            return;
        }
        of[node] = sizes.Count;
        sizes.Add(1);
    }

    private static bool AllIn(int[] of, ReadOnlySpan<int> nodes, int group)
    {
        foreach (var node in nodes)
        {
            if (of[node] != group) return false;
        }
        return true;
    }
}
