using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Graph.Identity;

/// <summary>
/// Blobs that a document names in an argument or an element, <c>{ "name": "feed.json" }</c>, and not in a <c>files</c> node. Their versions are not looked at
/// before the job runs, so a result that is made of their bytes is the job's own.
/// </summary>
internal static class NamedBlobs
{
    // The name says the content.
    private const string ContentFolder = $"{Layout.Values}/";

    public static bool IsReadBy(JobDocument document, Node node, NodeBinding binding)
    {
        if (binding.Function is not { Kind: FunctionKind.Value } function) return false;
        for (var i = 0; i < function.Parameters.Length; i++)
        {
            if (function.Parameters[i].Type.Kind is not (DataTypeKind.Blob or DataTypeKind.Stream)) continue;
            if (i >= binding.InputParameters)
            {
                if (i - binding.InputParameters < binding.Arguments.Length && IsNamed(binding.Arguments[i - binding.InputParameters])) return true;
            }
            else if (i < node.Over.Length && document.Nodes[SourceOf(document, node.Over[i].Node)] is ItemsNode items && items.Items.Any(IsNamed))
            {
                return true;
            }
        }
        return false;
    }

    // Where elements come from that pass through what only chooses among them.
    private static NodeId SourceOf(JobDocument document, NodeId node)
    {
        while (document.Nodes[node] is { OnlyChooses: true, Over: [var only] }) node = only.Node;
        return node;
    }

    private static bool IsNamed(GraphValue value) =>
        value.Kind == GraphValueKind.Map
        && value.AsMap().Any(e => string.Equals(e.Key, "name", StringComparison.OrdinalIgnoreCase) && e.Value.Kind == GraphValueKind.String && !e.Value.AsString().StartsWith(ContentFolder, StringComparison.Ordinal));
}
