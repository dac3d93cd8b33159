namespace Serverless.Planning.Calls;

/// <summary>Runs partitions on paper: whenever a slot is free, the first partition in order that can run takes it.</summary>
internal static class ListSchedule
{
    /// <summary>When the last partition ends.</summary>
    public static double Seconds(CallGraph graph, CallPartitioning cut, PartitionCosts costs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(costs);
        var work = new double[cut.Count];
        foreach (var partition in cut.PartitionOf) work[partition] += costs.TaskSeconds;
        var partitions = Partitions(graph, cut);
        for (var partition = 0; partition < cut.Count; partition++) work[partition] += costs.PartitionSeconds + (partitions.Inputs(partition).Length * costs.EdgeSeconds);
        return Seconds(partitions, partition => work[partition], costs.Slots);
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

    // Which partition needs which.
    private static CallGraph Partitions(CallGraph graph, CallPartitioning cut)
    {
        var of = cut.PartitionOf.AsSpan();
        var first = new int[cut.Count + 1];
        if (cut.Count == 1) return new CallGraph((first, []));
        for (var node = 0; node < of.Length; node++)
        {
            foreach (var input in graph.Inputs(node))
            {
                if (of[input] != of[node]) first[of[node] + 1]++;
            }
        }
        for (var partition = 0; partition < cut.Count; partition++) first[partition + 1] += first[partition];
        var inputs = new int[first[cut.Count]];
        var next = (int[])first.Clone();
        for (var node = 0; node < of.Length; node++)
        {
            foreach (var input in graph.Inputs(node))
            {
                if (of[input] != of[node]) inputs[next[of[node]]++] = of[input];
            }
        }
        return new CallGraph((first, inputs));
    }
}
