namespace Serverless.Planning.Calls;

/// <summary>
/// Finds an order in which results die early, so that few are alive at once. Several orders are made, and the one with the fewest live results is taken: none of
/// them is best on every shape. All of them break ties by number, so the graph gets numbers of its own first, by its structure: how a document or a client
/// numbered its calls has no part in what is alive.
/// </summary>
internal static class LiveOrder
{
    // A large graph is looked at in fewer ways: each costs as much as the graph is large.
    private const int Large = 20_000;

    /// <summary>An order of all nodes, each after what it needs. A function of the graph alone.</summary>
    public static int[] Of(CallGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // One chain after the other: no order does with less.
        if (IsChains(graph)) return DepthFirstOrder.FromSources(graph);
        int[]? best = null;
        var least = int.MaxValue;
        var bound = LeastPeak(graph);
        foreach (var candidate in Candidates(graph))
        {
            var peak = Peak(graph, candidate);
            if (peak >= least) continue;
            (best, least) = (candidate, peak);
            if (least == bound) break;
        }
        return best!;
    }

    private static IEnumerable<int[]> Candidates(CallGraph graph)
    {
        var band = CuthillMcKeeOrder.Of(graph, ColorRefinement.Of(graph));
        var numbered = RenumberedGraph.By(graph, band);
        var deep = numbered.Then(DepthFirstOrder.FromSinks(numbered.Graph));
        yield return deep.Original(FreeingOrder.Earliest(deep.Graph));
        yield return deep.Original(FreeingOrder.Latest(deep.Graph));
        if (graph.Count < Large)
        {
            yield return deep.Original(DepthFirstOrder.FromSinks(deep.Graph));
            yield return numbered.Original(FreeingOrder.Latest(numbered.Graph));
        }
        yield return numbered.Original(NeedOrder.Of(numbered.Graph));
        // From the other end.
        Array.Reverse(band = (int[])band.Clone());
        numbered = RenumberedGraph.By(graph, band);
        deep = numbered.Then(DepthFirstOrder.FromSinks(numbered.Graph));
        yield return deep.Original(FreeingOrder.Latest(deep.Graph));
        if (graph.Count >= Large) yield break;
        yield return deep.Original(DepthFirstOrder.FromSinks(deep.Graph));
        yield return numbered.Original(FreeingOrder.Latest(numbered.Graph));
        yield return numbered.Original(NeedOrder.Of(numbered.Graph));
    }

    private static bool IsChains(CallGraph graph)
    {
        for (var node = 0; node < graph.Count; node++)
        {
            if (graph.Inputs(node).Length > 1 || graph.Users(node).Length > 1) return false;
        }
        return true;
    }

    /// <summary>Most results alive at once when tasks run one after the other in this order. A result is alive from its task's end to its last user's; a result without users is stored and gone.</summary>
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
