using Serverless.Graph.Documents;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Binding;

/// <summary>
/// Names that reach SQL, which does not tell upper from lower case: two that differ by that alone would be one there, so they are refused. Nodes' own names are
/// told by their case; only as inputs of one query they need aliases.
/// </summary>
internal static class SqlNameChecks
{
    /// <summary>Aliases of one node.</summary>
    public static void CheckAliases(Node node, ProblemList problems)
    {
        if (Pair(node.Over.Select(o => o.Alias)) is { } aliases)
            problems.Add(ProblemRules.Duplicate, node.Path["over"], $"The aliases '{aliases.One}' and '{aliases.Other}' are one name to SQL, which does not tell upper from lower case. Give one another name.");
    }

    /// <summary>Inputs of a query that are named by their nodes.</summary>
    public static void CheckInputs(Node node, ProblemList problems)
    {
        if (Pair(node.Over.Where(o => o.Alias is null).Select(o => (string?)o.Node.Value)) is { } inputs && inputs.One != inputs.Other)
            problems.Add(ProblemRules.Duplicate, node.Path["over"], $"The inputs '{inputs.One}' and '{inputs.Other}' are one table to SQL, which does not tell upper from lower case. Give them aliases: {{ \"one\": \"{inputs.One}\", \"two\": \"{inputs.Other}\" }}.");
    }

    /// <summary>Columns that a node names.</summary>
    public static void CheckColumns(IEnumerable<string> columns, JsonPath path, ProblemList problems)
    {
        if (Pair(columns) is not { } pair) return;
        problems.Add(ProblemRules.Duplicate, path, pair.One == pair.Other
            ? $"The column '{pair.One}' occurs twice."
            : $"'{pair.One}' and '{pair.Other}' are one column to SQL, which does not tell upper from lower case.");
    }

    private static (string One, string Other)? Pair(IEnumerable<string?> names)
    {
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (name is not null && !known.TryAdd(name, name)) return (known[name], name);
        }
        return null;
    }
}
