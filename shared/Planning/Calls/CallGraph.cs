namespace Serverless.Planning.Calls;

/// <summary>A graph of single tasks, numbered from 0: who needs whom. Immutable, two arrays a direction, so that a million nodes take a few megabytes.</summary>
internal sealed class CallGraph
{
    private readonly int[] _firstInput;
    private readonly int[] _inputs;
    private readonly int[] _firstUser;
    private readonly int[] _users;
    private readonly int[] _depth;
    private readonly int[] _topological;

    /// <param name="count">Nodes.</param>
    /// <param name="inputs">The nodes that each one needs; duplicates count once. No cycles.</param>
    /// <exception cref="InvalidOperationException">The graph goes in circles.</exception>
    public CallGraph(int count, Func<int, IEnumerable<int>> inputs)
        : this(Gather(count, inputs))
    {
    }

    /// <param name="inputs">The nodes that each one needs, one after the other, and where each one's begin; duplicates count once. The arrays become the graph's.</param>
    /// <exception cref="InvalidOperationException">The graph goes in circles.</exception>
    internal CallGraph((int[] First, int[] Inputs) inputs)
    {
        Count = inputs.First.Length - 1;
        (_firstInput, _inputs) = Distinct(inputs.First, inputs.Inputs);
        (_firstUser, _users) = Reverse();
        (_depth, _topological, Levels) = Depths();
    }

    public int Count { get; }

    /// <summary>Number of edges.</summary>
    public int Edges => _firstInput[Count];

    /// <summary>Nodes on the longest way through the graph.</summary>
    public int Levels { get; }

    /// <summary>All nodes, each after what it needs.</summary>
    public ReadOnlySpan<int> Topological => _topological;

    /// <summary>For each node the number of nodes on the longest way to it, itself excluded.</summary>
    public ReadOnlySpan<int> Depth => _depth;

    public ReadOnlySpan<int> Inputs(int node) => _inputs.AsSpan(_firstInput[node], _firstInput[node + 1] - _firstInput[node]);

    public ReadOnlySpan<int> Users(int node) => _users.AsSpan(_firstUser[node], _firstUser[node + 1] - _firstUser[node]);

    private static (int[] First, int[] Inputs) Gather(int count, Func<int, IEnumerable<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var first = new int[count + 1];
        var all = new List<int>(count * 2);
        for (var node = 0; node < count; node++)
        {
            all.AddRange(inputs(node));
            first[node + 1] = all.Count;
        }
        return (first, [.. all]);
    }

    // In place: what is left stands further to the front.
    private static (int[] First, int[] Inputs) Distinct(int[] first, int[] inputs)
    {
        var count = first.Length - 1;
        var seen = new int[count];
        var (begin, end) = (0, 0);
        for (var node = 0; node < count; node++)
        {
            for (var at = begin; at < first[node + 1]; at++)
            {
                var input = inputs[at];
                if (seen[input] == node + 1) continue;
                seen[input] = node + 1;
                inputs[end++] = input;
            }
            begin = first[node + 1];
            first[node + 1] = end;
        }
        return (first, inputs);
    }

    private (int[] First, int[] Users) Reverse()
    {
        var first = new int[Count + 1];
        foreach (var input in _inputs.AsSpan(0, Edges)) first[input + 1]++;
        for (var node = 0; node < Count; node++) first[node + 1] += first[node];
        var users = new int[Edges];
        var next = (int[])first.Clone();
        for (var node = 0; node < Count; node++)
        {
            foreach (var input in Inputs(node)) users[next[input]++] = node;
        }
        return (first, users);
    }

    private (int[] Depth, int[] Order, int Levels) Depths()
    {
        var depth = new int[Count];
        var open = new int[Count];
        var queue = new int[Count];
        var (end, levels) = (0, 0);
        for (var node = 0; node < Count; node++)
        {
            open[node] = Inputs(node).Length;
            if (open[node] == 0) queue[end++] = node;
        }
        for (var at = 0; at < end; at++)
        {
            var next = depth[queue[at]] + 1;
            levels = Math.Max(levels, next);
            foreach (var user in Users(queue[at]))
            {
                depth[user] = Math.Max(depth[user], next);
                if (--open[user] == 0) queue[end++] = user;
            }
        }
        return end == Count ? (depth, queue, levels) : throw new InvalidOperationException("The graph goes in circles.");
    }
}
