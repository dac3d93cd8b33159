namespace Serverless.Planning.Calls;

/// <summary>
/// Numbers a graph from one end to the other, breadth first over inputs and users alike (Cuthill and McKee): neighbours get numbers that lie close together.
/// The end is found by walking there, and equals are told apart by their colors and by who of their neighbours has which number: so the result depends on the
/// graph, and on how it was numbered before only where nodes are equal to the last.
/// </summary>
internal sealed class CuthillMcKeeOrder
{
    private readonly CallGraph _graph;
    private readonly ulong[] _colors;
    private readonly int[] _number;
    private readonly int[] _known;
    private readonly long[] _sum;
    private readonly Comparison<int> _compare;

    private CuthillMcKeeOrder(CallGraph graph, ulong[] colors)
    {
        (_graph, _colors) = (graph, colors);
        _number = new int[graph.Count];
        _known = new int[graph.Count];
        _sum = new long[graph.Count];
        _compare = Compare;
        Array.Fill(_number, -1);
    }

    /// <returns>All nodes, component by component.</returns>
    public static int[] Of(CallGraph graph, ulong[] colors) => new CuthillMcKeeOrder(graph, colors).Run();

    private int[] Run()
    {
        var starts = new int[_graph.Count];
        for (var node = 0; node < starts.Length; node++) starts[node] = node;
        Array.Sort(starts, _compare);
        var order = new List<int>(starts.Length);
        var component = new List<int>();
        foreach (var start in starts)
        {
            if (_number[start] >= 0) continue;
            Walk(start, component);
            var end = component[^1];
            foreach (var node in component) (_number[node], _known[node], _sum[node]) = (-1, 0, 0);
            Walk(end, component);
            order.AddRange(component);
        }
        return [.. order];
    }

    private void Walk(int start, List<int> reached)
    {
        reached.Clear();
        var next = new List<int>();
        Number(start, reached);
        for (var at = 0; at < reached.Count; at++)
        {
            next.Clear();
            foreach (var neighbour in _graph.Inputs(reached[at]))
            {
                if (_number[neighbour] < 0) next.Add(neighbour);
            }
            foreach (var neighbour in _graph.Users(reached[at]))
            {
                if (_number[neighbour] < 0) next.Add(neighbour);
            }
            if (next.Count > 1) next.Sort(_compare);
            foreach (var neighbour in next) Number(neighbour, reached);
        }
    }

    private void Number(int node, List<int> reached)
    {
        _number[node] = reached.Count;
        reached.Add(node);
        foreach (var neighbour in _graph.Inputs(node)) Know(neighbour, _number[node]);
        foreach (var neighbour in _graph.Users(node)) Know(neighbour, _number[node]);
    }

    private void Know(int node, int neighbour)
    {
        _known[node]++;
        _sum[node] += neighbour;
    }

    private int Degree(int node) => _graph.Inputs(node).Length + _graph.Users(node).Length;

    private int Compare(int a, int b)
    {
        var order = Degree(a).CompareTo(Degree(b));
        if (order == 0) order = _colors[a].CompareTo(_colors[b]);
        if (order == 0) order = _known[b].CompareTo(_known[a]);
        return order == 0 ? _sum[a].CompareTo(_sum[b]) : order;
    }
}
