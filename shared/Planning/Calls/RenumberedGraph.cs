namespace Serverless.Planning.Calls;

/// <summary>A graph with other numbers.</summary>
/// <param name="Graph">With the new ones.</param>
/// <param name="Before">The old number of each node.</param>
internal sealed record RenumberedGraph(CallGraph Graph, int[] Before)
{
    /// <param name="graph">With the old numbers.</param>
    /// <param name="order">All nodes, in the order of their new numbers.</param>
    public static RenumberedGraph By(CallGraph graph, int[] order)
    {
        var number = new int[order.Length];
        for (var at = 0; at < order.Length; at++) number[order[at]] = at;
        var first = new int[order.Length + 1];
        var inputs = new int[graph.Edges];
        for (var at = 0; at < order.Length; at++)
        {
            var end = first[at];
            foreach (var input in graph.Inputs(order[at])) inputs[end++] = number[input];
            inputs.AsSpan(first[at], end - first[at]).Sort();
            first[at + 1] = end;
        }
        return new RenumberedGraph(new CallGraph((first, inputs)), order);
    }

    /// <summary>Numbered once more.</summary>
    public RenumberedGraph Then(int[] order) => By(Graph, order) with { Before = Original(order) };

    /// <summary>An order of this graph's nodes by their old numbers.</summary>
    public int[] Original(int[] order) => Array.ConvertAll(order, node => Before[node]);
}
