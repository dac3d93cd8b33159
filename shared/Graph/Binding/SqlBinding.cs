using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Binding;

/// <summary>What the text of a query says of a node: which functions it calls, and whether it gives the same each time.</summary>
internal static class SqlBinding
{
    private static readonly NodeBinding None = new();

    /// <summary>Of a node's function and arguments; nothing for functions other than <c>sql</c>.</summary>
    public static NodeBinding Of(FunctionDescriptor function, ImmutableArray<GraphValue> arguments, FunctionCatalog functions)
    {
        if (function.Name != BuiltInFunctions.SqlName) return None;
        var text = arguments is [{ Kind: GraphValueKind.String } query, ..] ? query.AsString() : null;
        return new NodeBinding { Called = text is null ? [] : SqlCalls.Find(text, functions), IsVolatileQuery = text is null || SqlVolatility.Of(text) };
    }
}
