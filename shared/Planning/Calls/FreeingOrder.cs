namespace Serverless.Planning.Calls;

/// <summary>
/// Of all tasks that can run, takes the one after which the fewest results are alive; of equal ones the first, or the latest, that became possible.
/// Linear: tasks stand in one line for each number of results that they free.
/// </summary>
internal static class FreeingOrder
{
    // The one who frees this many is first among equals.
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
        var ready = new Line[most + 1];
        for (var k = 0; k <= most; k++) ready[k] = new Line(latest);
        var top = 0;

        void Push(int node)
        {
            var place = Math.Min(most, frees[node]);
            ready[place].Add(node);
            top = Math.Max(top, place);
        }

        for (var at = 0; at < graph.Count; at++)
        {
            // Either way the first source is taken first.
            var node = latest ? graph.Count - 1 - at : at;
            // A result without users is gone at once, as if it freed itself.
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
            var node = ready[top].Take();
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

    // Who came first, or last, is taken first.
    private sealed class Line(bool latest)
    {
        private int[] _items = new int[4];
        private int _first;

        public int Count { get; private set; }

        public void Add(int item)
        {
            if (Count == _items.Length) Grow();
            _items[(_first + Count++) & (_items.Length - 1)] = item;
        }

        public int Take()
        {
            Count--;
            if (latest) return _items[(_first + Count) & (_items.Length - 1)];
            var item = _items[_first];
            _first = (_first + 1) & (_items.Length - 1);
            return item;
        }

        // A power of two, so that places come round by a mask.
        private void Grow()
        {
            var items = new int[_items.Length * 2];
            for (var i = 0; i < Count; i++) items[i] = _items[(_first + i) & (_items.Length - 1)];
            (_items, _first) = (items, 0);
        }
    }
}
