using Serverless.Graph.Documents;

namespace Serverless.Execution.Values;

/// <summary>The .NET type that the elements of a node were made as.</summary>
internal static class ElementTypes
{
    /// <returns>The type of an element, or of a list of them; null where no method says it.</returns>
    public static Type? Of(JobDocument document, NodeId node)
    {
        while (true)
        {
            switch (document.Nodes[node])
            {
                // They choose among the elements and change none.
                case FilterNode { Over: [var only] }: node = only.Node; break;
                case TakeNode { Over: [var only] }: node = only.Node; break;
                case TopKNode { Over: [var only] }: node = only.Node; break;
                case CallNode or MapNode or MapPartitionsNode or ReduceNode: return document.Binding(node).Function?.ResultClrType;
                default: return null;
            }
        }
    }
}
