namespace Serverless.Planning.Calls;

/// <summary>
/// Of all tasks that can run, takes the one after which the fewest results are alive; of equal ones the first, or the latest, that became possible.
/// Linear: tasks stand in one line for each number of results that they free.
/// </summary>
internal static class FreeingOrder
{
    // Whoever frees this many is first among equals.
    private const int MostFreed = 64;

    public static int[] Earliest(CallGraph graph) => Of(graph, latest: false);

    public static int[] Latest(CallGraph graph) => Of(graph, latest: true);

    private static int[] Of(CallGraph graph, bool latest)
    {
        var order = new int[graph.Count];
        var open = new int[graph.Count];
        var frees = new int[graph.Count];
        var done = new bool[graph.Count];
        var users = new int[graph.Count];
        var most = 0;
        for (var node = 0; node < graph.Count; node++)
        {
            open[node] = graph.Inputs(node).Length;
            users[node] = graph.Users(node).Length;
            most = Math.Min(MostFreed, Math.Max(most, open[node] + 1));
        }
        // A task that comes to free more is pushed again; its older places are passed over.
        var ready = new LinkedList<int>[most + 1];
        for (var k = 0; k <= most; k++) ready[k] = new LinkedList<int>();
        var top = 0;

        void Push(int node)
        {
            var place = Math.Min(most, frees[node]);
            if (latest) ready[place].AddFirst(node);
            else ready[place].AddLast(node);
            top = Math.Max(top, place);
        }

        for (var at = 0; at < graph.Count; at++)
        {
            // Either way the first source is taken first.
            var node = latest ? graph.Count - 1 - at : at;
            // A result that nobody uses is gone at once, as if it freed itself.
            if (users[node] == 0) frees[node]++;
            foreach (var input in graph.Inputs(node))
            {
                if (users[input] == 1) frees[node]++;
            }
            if (open[node] == 0) Push(node);
        }
        for (var end = 0; end < order.Length;)
        {
            while (ready[top].Count == 0) top--;
            var node = ready[top].First!.Value;
            ready[top].RemoveFirst();
            if (done[node] || Math.Min(most, frees[node]) != top) continue;
            done[node] = true;
            order[end++] = node;
            foreach (var input in graph.Inputs(node))
            {
                if (--users[input] != 1) continue;
                foreach (var last in graph.Users(input))
                {
                    if (done[last]) continue;
                    frees[last]++;
                    if (open[last] == 0) Push(last);
                    break;
                }
            }
            foreach (var user in graph.Users(node))
            {
                if (--open[user] == 0) Push(user);
            }
        }
        return order;
    }
}
