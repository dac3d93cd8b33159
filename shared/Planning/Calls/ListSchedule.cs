namespace Serverless.Planning.Calls;

/// <summary>Runs pieces on paper: whenever a slot is free, the first piece in order that can run takes it.</summary>
public static class ListSchedule
{
    /// <summary>When the last piece ends.</summary>
    public static double Seconds(CallGraph graph, CallCut cut, CutCosts costs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(costs);
        var work = new double[cut.Count];
        for (var node = 0; node < graph.Count; node++) work[cut.PieceOf[node]] += costs.TaskSeconds;
        var nodes = new int[graph.Count];
        for (var node = 0; node < nodes.Length; node++) nodes[node] = node;
        var pieces = new CallGraph(cut.Count, Slices.Inputs(graph, nodes, cut.PieceOf, cut.Count));
        for (var piece = 0; piece < cut.Count; piece++) work[piece] += costs.PieceSeconds + (pieces.Inputs(piece).Length * costs.EdgeSeconds);
        return Seconds(pieces, piece => work[piece], costs.Slots);
    }

    /// <summary>When the last task ends, each with its own time.</summary>
    public static double Seconds(CallGraph graph, Func<int, double> seconds, int slots)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(seconds);
        var open = new int[graph.Count];
        var ready = new PriorityQueue<int, int>();
        var running = new PriorityQueue<int, double>();
        for (var node = 0; node < graph.Count; node++)
        {
            open[node] = graph.Inputs(node).Length;
            if (open[node] == 0) ready.Enqueue(node, node);
        }
        var now = 0.0;
        while (ready.Count > 0 || running.Count > 0)
        {
            while (running.Count < slots && ready.TryDequeue(out var next, out _)) running.Enqueue(next, now + seconds(next));
            running.TryDequeue(out var done, out now);
            foreach (var user in graph.Users(done))
            {
                if (--open[user] == 0) ready.Enqueue(user, user);
            }
        }
        return now;
    }
}
