namespace Serverless.Planning.Calls;

/// <summary>
/// Cuts a graph of single tasks into pieces, three ways and in several grains, schedules each cut on paper, and takes the one that is done first. A cut is a
/// function of the graph and the costs alone, never of who happens to run it: a piece is what the ledger knows.
/// </summary>
public static class CallCutter
{
    /// <summary>The cheapest cut.</summary>
    /// <param name="graph">What to cut.</param>
    /// <param name="order">An order of all tasks, each after what it needs; pieces are cut along it.</param>
    /// <param name="costs">What tasks and pieces take.</param>
    public static CallCut Cut(CallGraph graph, IReadOnlyList<int> order, CutCosts costs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(costs);
        CallCut? best = null;
        var least = double.PositiveInfinity;
        foreach (var cut in Candidates(graph, order, costs))
        {
            var seconds = ListSchedule.Seconds(graph, cut, costs);
            // Fewer pieces where the time is the same, near enough.
            if (best is not null && (seconds > least * 1.001 || (seconds >= least * 0.999 && cut.Count >= best.Count))) continue;
            (best, least) = (cut, seconds);
        }
        return best!;
    }

    private static IEnumerable<CallCut> Candidates(CallGraph graph, IReadOnlyList<int> order, CutCosts costs)
    {
        var finest = Math.Max(1, (graph.Count + costs.MaxPieces - 1) / costs.MaxPieces);
        // Each look costs as much as the graph is large: large graphs are looked at in coarser steps.
        var step = graph.Count switch { <= 20_000 => 2, <= 200_000 => 4, _ => 16 };
        for (long grain = 1; grain < graph.Count; grain *= step)
        {
            if (grain * step <= finest) continue;
            yield return Along(order, Math.Max((int)grain, finest));
            if (Slices.ByLevel(graph, order, (int)grain, costs.MaxPieces) is { } levels) yield return levels;
            foreach (var (of, count) in new[] { Clusters.Forward(graph, order, (int)grain), Clusters.Backward(graph, order, (int)grain) })
            {
                if (Slices.OfClusters(graph, order, of, count, (int)grain, costs.MaxPieces) is { } cut) yield return cut;
            }
        }
        yield return Along(order, graph.Count);
    }

    // Neighbours in the order: nothing cut is shorter, and nothing runs at the same time unless the order happens to allow it.
    private static CallCut Along(IReadOnlyList<int> order, int grain)
    {
        var of = new int[order.Count];
        for (var at = 0; at < order.Count; at++) of[order[at]] = at / grain;
        return new CallCut(of, (order.Count + grain - 1) / grain, "along the order");
    }
}
