namespace Serverless.Planning.Calls;

/// <summary>
/// Colors the nodes of a graph by their place in it: by the colors of all that they need, then of all that need them, and again, until no color splits any
/// more. What a node is numbered has no part in it. Nodes of one color are the same when looked at from far away.
/// </summary>
internal static class ColorRefinement
{
    // Looks at a node or an edge: a large graph is refined less than it could be.
    private const long MaxLooks = 4_000_000;
    private const int LeastRounds = 3;
    private const int MostRounds = 64;

    public static ulong[] Of(CallGraph graph)
    {
        var colors = new ulong[graph.Count];
        var up = new ulong[graph.Count];
        var rounds = Math.Clamp(MaxLooks / Math.Max(1, 2L * (graph.Count + graph.Edges)), LeastRounds, MostRounds);
        for (var (round, distinct) = (0L, 1); round < rounds; round++)
        {
            Refine(graph, colors, up);
            var now = Distinct(colors);
            if (now == distinct) break;
            distinct = now;
        }
        return colors;
    }

    // Sums, so that the order of neighbours has no part in it either.
    private static void Refine(CallGraph graph, ulong[] colors, ulong[] up)
    {
        var order = graph.Topological;
        foreach (var node in order)
        {
            var sum = 0UL;
            foreach (var input in graph.Inputs(node)) sum += Mix(up[input]);
            up[node] = Mix((colors[node] * 3) + (sum * 5) + 7);
        }
        for (var at = order.Length - 1; at >= 0; at--)
        {
            var sum = 0UL;
            foreach (var user in graph.Users(order[at])) sum += Mix(colors[user]);
            colors[order[at]] = Mix((up[order[at]] * 3) + (sum * 5) + 11);
        }
    }

    private static int Distinct(ulong[] colors)
    {
        var sorted = (ulong[])colors.Clone();
        Array.Sort(sorted);
        var distinct = Math.Min(1, sorted.Length);
        for (var at = 1; at < sorted.Length; at++)
        {
            if (sorted[at] != sorted[at - 1]) distinct++;
        }
        return distinct;
    }

    // The finalizer of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
