using System.Runtime.InteropServices;

namespace Serverless.Planning.Calls;

/// <summary>
/// Cuts a graph of single tasks into partitions, four ways and in several grains, schedules each cut on paper, and takes the one that is done first. A cut is a
/// function of the graph and the costs alone, never of who happens to run it: a partition is what the ledger knows.
/// </summary>
internal static class CallGraphPartitioner
{
    // Times that differ by less are the same: then fewer partitions are better.
    private const double Same = 0.001;

    // Twice the partitions must be so much faster, where partitions cost anything: what a task takes is a guess, what a partition takes is known.
    private const double Doubling = 0.03;

    /// <summary>The cheapest cut.</summary>
    /// <param name="graph">What to cut.</param>
    /// <param name="order">An order of all tasks, each after what it needs; partitions are cut along it.</param>
    /// <param name="costs">What tasks and partitions take.</param>
    public static CallPartitioning Cut(CallGraph graph, int[] order, PartitionCosts costs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(costs);
        var best = Along(order, Math.Max(1, graph.Count));
        var least = ListSchedule.Seconds(graph, best, costs);
        // Nothing is done before its longest chain is: where that is the graph, nothing needs to be looked at.
        if (least <= (graph.Levels * costs.TaskSeconds + costs.PartitionSeconds) * (1 + Same)) return best;
        foreach (var cut in Candidates(graph, order, costs))
        {
            var isFewer = cut.Count < best.Count;
            if (Price(LeastSeconds(graph, cut, costs), cut, costs) > (isFewer ? least * (1 + Same) : least * (1 - Same))) continue;
            var price = Price(ListSchedule.Seconds(graph, cut, costs), cut, costs);
            if (price > least * (1 + Same) || (price >= least * (1 - Same) && !isFewer)) continue;
            (best, least) = (cut, price);
        }
        return best;
    }

    private static double Price(double seconds, CallPartitioning cut, PartitionCosts costs) => costs.PartitionSeconds == 0 ? seconds : seconds * (1 + (Doubling * Math.Log2(cut.Count)));

    // No schedule of the cut is shorter: all slots busy all the time.
    private static double LeastSeconds(CallGraph graph, CallPartitioning cut, PartitionCosts costs) =>
        ((graph.Count * costs.TaskSeconds) + (cut.Count * costs.PartitionSeconds)) / costs.Slots;

    private static IEnumerable<CallPartitioning> Candidates(CallGraph graph, int[] order, PartitionCosts costs)
    {
        var finest = Math.Max(1, (graph.Count + costs.MaxPartitions - 1) / costs.MaxPartitions);
        // Each look costs as much as the graph is large: large graphs are looked at in coarser steps.
        var step = graph.Count switch { <= 20_000 => 2, <= 200_000 => 8, _ => 16 };
        foreach (var grain in Grains(graph, step))
        {
            if (grain * step <= finest) continue;
            yield return Along(order, Math.Max(grain, finest));
            if (Slices.ByLevel(graph, order, grain, costs.MaxPartitions) is { } levels) yield return levels;
            var (forward, groups) = Clusters.Forward(graph, order, grain);
            if (IsClustered(graph, groups) && Slices.OfClusters(graph, order, forward, groups, grain, costs.MaxPartitions) is { } closed) yield return closed;
            (var backward, groups) = Clusters.Backward(graph, order, grain);
            if (IsClustered(graph, groups) && Slices.OfClusters(graph, order, backward, groups, grain, costs.MaxPartitions) is { } open) yield return open;
        }
        var tiles = new Tiles(graph);
        var (bands, most) = (graph.Count <= 20_000 ? 2 : 8, Math.Min(costs.MaxPartitions, graph.Count));
        for (var across = 2; across * 2 <= most; across *= bands)
        {
            for (var along = 2; across * along <= most; along *= bands) yield return tiles.Cut(across, along);
        }
    }

    // Where hardly two tasks are a group, slices of groups are slices of levels.
    private static bool IsClustered(CallGraph graph, int groups) => groups < graph.Count - (graph.Count / 8);

    // In steps, and the length of the longest chain: chains that lie beside each other are a partition each then, whatever their length.
    private static IEnumerable<int> Grains(CallGraph graph, long step)
    {
        for (long grain = 1; grain < graph.Count; grain *= step) yield return (int)grain;
        if (graph.Levels > 1 && graph.Levels < graph.Count) yield return graph.Levels;
    }

    // Neighbours in the order: nothing cut is shorter, and nothing runs at the same time unless the order happens to allow it.
    private static CallPartitioning Along(int[] order, int grain)
    {
        var of = new int[order.Length];
        for (var at = 0; at < order.Length; at++) of[order[at]] = at / grain;
        return new CallPartitioning(ImmutableCollectionsMarshal.AsImmutableArray(of), (order.Length + grain - 1) / grain, "along the order");
    }
}
