namespace Serverless.Planning.Calls;

/// <summary>Orders that follow one branch to its end before the next one starts. Without recursion.</summary>
internal static class DepthFirstOrder
{
    /// <summary>From each sink backwards: a node's inputs are finished one after the other, those of the larger part first, and then it runs.</summary>
    public static int[] FromSinks(CallGraph graph) =>
        FromSinks(graph, (a, b) => graph.Depth[a] != graph.Depth[b] ? graph.Depth[a].CompareTo(graph.Depth[b]) : b.CompareTo(a));

    /// <summary>The same with another idea of which inputs come first: those that are greatest.</summary>
    public static int[] FromSinks(CallGraph graph, Comparison<int> compare)
    {
        var order = new int[graph.Count];
        var state = new byte[graph.Count];
        var end = 0;
        var stack = new Stack<int>();
        var inputs = new List<int>();
        for (var sink = 0; sink < graph.Count; sink++)
        {
            if (graph.Users(sink).Length > 0) continue;
            stack.Push(sink);
            while (stack.TryPeek(out var node))
            {
                if (state[node] == 2)
                {
                    stack.Pop();
                }
                else if (state[node] == 1)
                {
                    state[node] = 2;
                    order[end++] = node;
                    stack.Pop();
                }
                else
                {
                    state[node] = 1;
                    inputs.Clear();
                    foreach (var input in graph.Inputs(node))
                    {
                        if (state[input] == 0) inputs.Add(input);
                    }
                    // The stack turns it round: what is greatest comes last here and runs first.
                    if (inputs.Count > 1) inputs.Sort(compare);
                    foreach (var input in inputs) stack.Push(input);
                }
            }
        }
        return order;
    }

    /// <summary>From each source forwards: as soon as a node can run it does, before anything that was possible earlier.</summary>
    public static int[] FromSources(CallGraph graph) => FromSources(graph, lastFirst: false);

    /// <summary>The same, where of several that can run the last one goes first: branches come in the opposite order.</summary>
    public static int[] FromLastSources(CallGraph graph) => FromSources(graph, lastFirst: true);

    private static int[] FromSources(CallGraph graph, bool lastFirst)
    {
        var order = new int[graph.Count];
        var open = new int[graph.Count];
        var end = 0;
        var ready = new Stack<int>();
        for (var at = 0; at < graph.Count; at++)
        {
            var node = lastFirst ? at : graph.Count - 1 - at;
            open[node] = graph.Inputs(node).Length;
            if (open[node] == 0) ready.Push(node);
        }
        while (ready.TryPop(out var node))
        {
            order[end++] = node;
            var users = graph.Users(node);
            for (var at = 0; at < users.Length; at++)
            {
                var user = users[lastFirst ? at : users.Length - 1 - at];
                if (--open[user] == 0) ready.Push(user);
            }
        }
        return order;
    }
}
