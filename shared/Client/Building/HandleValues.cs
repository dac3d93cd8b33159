using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Values that may be handles, outside expressions.</summary>
internal static class HandleValues
{
    public static GraphValue Of(JobGraph graph, object? value) => ReferenceIn(graph, value) ?? ClrValues.FromClr(value);

    /// <summary>What stands for a handle, a list of them, or a parameter, in a document; null: it is none.</summary>
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
            case IParameter parameter:
                return parameter.Graph == graph ? parameter.ToGraphValue() : throw new GraphBuildException($"'{parameter}' is a parameter of another graph.");
            default:
                return null;
        }
    }
}
