using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;

namespace Serverless.Planning.Elements;

/// <summary>
/// What decides the columns of a list's records: the names of their fields in the order of their coming, and of what kinds the values of each are. Two lists
/// with the same have the same columns, however many records they have.
/// </summary>
internal static class RecordKinds
{
    public static Token Of(ItemsNode items, NodeTokens tokens)
    {
        var writer = new TokenWriter();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items.Items) Add("", item, tokens, seen, writer);
        return writer.Finish();
    }

    private static void Add(string path, GraphValue value, NodeTokens tokens, HashSet<string> seen, TokenWriter writer)
    {
        // The kind of a node's value is not known: it counts as itself.
        var kind = value.Kind switch
        {
            GraphValueKind.Ref => tokens.ValueOf(value).ToString(),
            GraphValueKind.Decimal => decimal.IsInteger(value.AsDecimal()) ? "whole" : "decimal",
            var other => other.ToString(),
        };
        if (seen.Add($"{path}\0{kind}"))
        {
            writer.String(path);
            writer.String(kind);
        }
        if (value.Kind == GraphValueKind.List) foreach (var item in value.AsList()) Add($"{path}[]", item, tokens, seen, writer);
        if (value.Kind == GraphValueKind.Map) foreach (var (name, item) in value.AsMap()) Add($"{path}.{name}", item, tokens, seen, writer);
    }
}
