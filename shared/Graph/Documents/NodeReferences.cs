using Serverless.Graph.Values;

namespace Serverless.Graph.Documents;

/// <summary>The nodes whose values a node takes: its references, wherever they stand.</summary>
public static class NodeReferences
{
    /// <summary>In the order of the text; a node may occur more than once.</summary>
    public static IReadOnlyList<NodeId> Of(Node node)
    {
        var found = new List<NodeId>();
        Collect(node.Args, found);
        foreach (var (_, value) in node.Values) Collect(value, found);
        return found;
    }

    // Depth is bounded by the parser's (64), not by the graph.
    internal static void Collect(GraphValue value, List<NodeId> found)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Ref:
                found.Add(value.AsRef());
                break;
            case GraphValueKind.List:
                foreach (var item in value.AsList())
                {
                    if (item.Kind >= GraphValueKind.List) Collect(item, found);
                }
                break;
            case GraphValueKind.Map:
                foreach (var entry in value.AsMap())
                {
                    if (entry.Value.Kind >= GraphValueKind.List) Collect(entry.Value, found);
                }
                break;
        }
    }
}
