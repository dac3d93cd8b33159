namespace Serverless.Planning.Calls;

/// <summary>
/// Finds an order in which results die early, so that few are alive at once. Several orders are made, each in linear time, and the one with the fewest live
/// results is taken: none of them is best on every shape.
/// </summary>
public static class LiveOrder
{
    /// <summary>An order of all nodes, each after what it needs. A function of the graph alone.</summary>
    public static int[] Of(CallGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int[]? best = null;
        var least = int.MaxValue;
        var bound = LeastPeak(graph);
        foreach (var order in (Func<CallGraph, int[]>[])[FreeingOrder.Earliest, FreeingOrder.Latest, DepthFirstOrder.FromSinks, DepthFirstOrder.FromSources])
        {
            var candidate = order(graph);
            var peak = Peak(graph, candidate);
            if (peak >= least) continue;
            (best, least) = (candidate, peak);
            if (least == bound) break;
        }
        return best!;
    }

    /// <summary>Most results alive at once when tasks run one after the other in this order. A result is alive from its task's end to its last user's; what nobody uses is stored and gone.</summary>
    public static int Peak(CallGraph graph, ReadOnlySpan<int> order)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var uses = new int[graph.Count];
        for (var node = 0; node < graph.Count; node++) uses[node] = graph.Users(node).Length;
        var (live, peak) = (0, 0);
        foreach (var node in order)
        {
            // While a task runs, its inputs and its own result are there.
            peak = Math.Max(peak, live + 1);
            if (graph.Users(node).Length > 0) live++;
            foreach (var input in graph.Inputs(node))
            {
                if (--uses[input] == 0) live--;
            }
        }
        return peak;
    }

    // No order does with less: a task's inputs are there while it runs.
    private static int LeastPeak(CallGraph graph)
    {
        var most = 0;
        for (var node = 0; node < graph.Count; node++) most = Math.Max(most, graph.Inputs(node).Length + 1);
        return most;
    }
}
