using Serverless.Execution.Values.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Execution.Kinds;

/// <summary>What is known of the elements of a node before they are there.</summary>
internal static class NodeElements
{
    /// <summary>The .NET type that they were made as.</summary>
    /// <returns>The type of an element, or of a list of them; null where no method says it.</returns>
    public static Type? TypeOf(JobDocument document, NodeId node)
    {
        while (document.Nodes[node] is { OnlyChooses: true, Over: [var only] }) node = only.Node;
        return document.Nodes[node] is { OnlyChooses: false } maker ? KindRuns.Of(maker).ElementType(document.Binding(node)) : null;
    }

    /// <summary>The columns that they have; null where no list of the document holds them.</summary>
    public static RecordShape? ShapeOf(JobDocument document, NodeId node, Func<GraphValue, GraphValue> resolve)
    {
        // What such a node leaves is what it was, wherever it is stored.
        while (document.Nodes[node].KeepsColumns) node = document.Nodes[node].Over[0].Node;
        return document.Nodes[node] is ItemsNode items ? new RecordShape(items, resolve) : null;
    }
}
