namespace Serverless.Planning.Calls;

/// <summary>A graph of single tasks, numbered from 0: who needs whom. Immutable, two arrays a direction, so that a million nodes take a few megabytes.</summary>
public sealed class CallGraph
{
    private readonly int[] _firstInput;
    private readonly int[] _inputs;
    private readonly int[] _firstUser;
    private readonly int[] _users;

    /// <param name="count">Nodes.</param>
    /// <param name="inputs">The nodes that each one needs; duplicates count once. No cycles.</param>
    /// <exception cref="InvalidOperationException">The graph goes in circles.</exception>
    public CallGraph(int count, Func<int, IEnumerable<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Count = count;
        _firstInput = new int[count + 1];
        var all = new List<int>(count * 2);
        var seen = new int[count];
        for (var node = 0; node < count; node++)
        {
            foreach (var input in inputs(node))
            {
                if (seen[input] == node + 1) continue;
                seen[input] = node + 1;
                all.Add(input);
            }
            _firstInput[node + 1] = all.Count;
        }
        _inputs = [.. all];
        (_firstUser, _users) = Reverse();
        Depth = Depths();
    }

    public int Count { get; }

    /// <summary>Number of edges.</summary>
    public int Edges => _inputs.Length;

    /// <summary>For each node the number of nodes on the longest way to it, itself excluded.</summary>
    public IReadOnlyList<int> Depth { get; }

    public ReadOnlySpan<int> Inputs(int node) => _inputs.AsSpan(_firstInput[node], _firstInput[node + 1] - _firstInput[node]);

    public ReadOnlySpan<int> Users(int node) => _users.AsSpan(_firstUser[node], _firstUser[node + 1] - _firstUser[node]);

    private (int[] First, int[] Users) Reverse()
    {
        var first = new int[Count + 1];
        foreach (var input in _inputs) first[input + 1]++;
        for (var node = 0; node < Count; node++) first[node + 1] += first[node];
        var users = new int[_inputs.Length];
        var next = (int[])first.Clone();
        for (var node = 0; node < Count; node++)
        {
            foreach (var input in Inputs(node)) users[next[input]++] = node;
        }
        return (first, users);
    }

    private int[] Depths()
    {
        var depth = new int[Count];
        var open = new int[Count];
        var queue = new int[Count];
        var end = 0;
        for (var node = 0; node < Count; node++)
        {
            open[node] = Inputs(node).Length;
            if (open[node] == 0) queue[end++] = node;
        }
        for (var at = 0; at < end; at++)
        {
            foreach (var user in Users(queue[at]))
            {
                depth[user] = Math.Max(depth[user], depth[queue[at]] + 1);
                if (--open[user] == 0) queue[end++] = user;
            }
        }
        return end == Count ? depth : throw new InvalidOperationException("The graph goes in circles.");
    }
}
