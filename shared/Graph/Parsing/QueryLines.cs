using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>A query may be a list of its lines, since JSON has no text of several lines. It is the same query as the one text.</summary>
internal static class QueryLines
{
    public static string Join(IEnumerable<string> lines) => string.Join('\n', lines);

    /// <summary>The arguments of a node, with a query of lines as one text.</summary>
    public static GraphValue Joined(string? function, GraphValue args)
    {
        if (function != BuiltInFunctions.SqlName) return args;
        if (args.Kind == GraphValueKind.List && args.AsList() is [{ Kind: GraphValueKind.List } first, ..] && Text(first) is { } text)
            return GraphValue.List([text, .. args.AsList()[1..]]);
        if (args.Kind != GraphValueKind.Map) return args;
        var entries = args.AsMap();
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Key == SqlArguments.Query && Text(entries[i].Value) is { } query) return GraphValue.FromSorted([.. entries[..i], new(SqlArguments.Query, query), .. entries[(i + 1)..]]);
        }
        return args;
    }

    private static GraphValue? Text(GraphValue lines)
    {
        if (lines.Kind != GraphValueKind.List || lines.AsList().IsEmpty) return null;
        foreach (var line in lines.AsList())
        {
            if (line.Kind != GraphValueKind.String) return null;
        }
        return GraphValue.Of(Join(lines.AsList().Select(line => line.AsString())));
    }
}
