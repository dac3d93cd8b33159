using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Values that may be handles, outside expressions.</summary>
internal static class HandleValues
{
    public static GraphValue Of(JobGraph graph, object? value) => ReferenceIn(graph, value) ?? ClrValues.FromClr(value);

    /// <summary>What stands for a handle, or a list of them, in a document; null: it is none.</summary>
    /// <exception cref="GraphBuildException">It is of another graph.</exception>
    public static GraphValue? ReferenceIn(JobGraph graph, object? value)
    {
        switch (value)
        {
            case GraphHandle handle:
                graph.Nodes.RequireOwn(handle);
                return GraphValue.Ref(handle.Node);
            case IDelayedList list:
                return list.References;
            default:
                return null;
        }
    }
}
