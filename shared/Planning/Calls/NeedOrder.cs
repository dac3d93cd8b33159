namespace Serverless.Planning.Calls;

/// <summary>
/// From each sink backwards, of a node's inputs first the one that needs the most results alive at once (Sethi and Ullman): what it leaves is one result, while
/// the others are made. Exact for trees, an estimate where results are shared.
/// </summary>
internal static class NeedOrder
{
    public static int[] Of(CallGraph graph)
    {
        var need = Needs(graph);
        return DepthFirstOrder.FromSinks(graph, (a, b) => need[a] != need[b] ? need[a].CompareTo(need[b]) : b.CompareTo(a));
    }

    private static int[] Needs(CallGraph graph)
    {
        var need = new int[graph.Count];
        var inputs = new List<int>();
        foreach (var node in graph.Topological)
        {
            inputs.Clear();
            foreach (var input in graph.Inputs(node)) inputs.Add(need[input]);
            if (inputs.Count > 1) inputs.Sort();
            // Its inputs are there while it runs, and each is made while those before it are.
            var most = inputs.Count + 1;
            for (var at = 0; at < inputs.Count; at++) most = Math.Max(most, inputs[inputs.Count - 1 - at] + at);
            need[node] = most;
        }
        return need;
    }
}
