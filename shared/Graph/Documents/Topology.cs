namespace Serverless.Graph.Documents;

/// <summary>Who needs whom, by position in the document. Made once, in linear time and without recursion.</summary>
public sealed class Topology
{
    private readonly Edges _dependencies;
    private readonly Edges _dependents;
    private readonly int[] _order;

    private Topology(Edges dependencies, Edges dependents, int[] order)
    {
        _dependencies = dependencies;
        _dependents = dependents;
        _order = order;
    }

    /// <summary>All nodes, each after what it needs; among free choices the document's order.</summary>
    public ReadOnlySpan<int> Order => _order;

    /// <summary>What the node needs: collections it works on, references in its arguments, nodes it comes after. No duplicates.</summary>
    public ReadOnlySpan<int> Dependencies(int node) => _dependencies.Of(node);

    /// <summary>Who needs the node, in document order.</summary>
    public ReadOnlySpan<int> Dependents(int node) => _dependents.Of(node);

    /// <summary>Null when there is a cycle, which is then in <paramref name="cycle"/>: first node, ..., first node again.</summary>
    internal static Topology? Create(int count, Edges dependencies, out int[] cycle)
    {
        cycle = [];
        var dependents = dependencies.Reversed(count);
        var open = new int[count];
        var order = new int[count];
        var end = 0;
        for (var node = 0; node < count; node++)
        {
            open[node] = dependencies.Of(node).Length;
            if (open[node] == 0) order[end++] = node;
        }
        for (var at = 0; at < end; at++)
        {
            foreach (var dependent in dependents.Of(order[at]))
            {
                if (--open[dependent] == 0) order[end++] = dependent;
            }
        }
        if (end == count) return new Topology(dependencies, dependents, order);
        cycle = CycleAmong(open, dependencies);
        return null;
    }

    /// <summary>Every node left over needs another one left over: walking along must come back.</summary>
    private static int[] CycleAmong(int[] open, Edges dependencies)
    {
        var seenAt = new Dictionary<int, int>();
        var walk = new List<int>();
        var at = Array.FindIndex(open, o => o > 0);
        while (seenAt.TryAdd(at, walk.Count))
        {
            walk.Add(at);
            foreach (var next in dependencies.Of(at))
            {
                if (open[next] <= 0) continue;
                at = next;
                break;
            }
        }
        return [.. walk.Skip(seenAt[at]), at];
    }
}

/// <summary>Edges of a graph as two arrays: targets, and where each node's begin.</summary>
internal sealed class Edges(int[] starts, int[] targets)
{
    public ReadOnlySpan<int> Of(int node) => targets.AsSpan(starts[node], starts[node + 1] - starts[node]);

    public Edges Reversed(int count)
    {
        var begins = new int[count + 1];
        foreach (var target in targets) begins[target + 1]++;
        for (var i = 0; i < count; i++) begins[i + 1] += begins[i];
        var fill = begins.AsSpan(0, count).ToArray();
        var sources = new int[targets.Length];
        for (var node = 0; node < count; node++)
        {
            foreach (var target in Of(node)) sources[fill[target]++] = node;
        }
        return new Edges(begins, sources);
    }
}
