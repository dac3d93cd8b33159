using System.Collections.Immutable;

namespace Serverless.Graph.Functions;

/// <summary>
/// Which functions of a catalog a query may call: those whose full name, with a dot in it, stands in its text, apart from case and double quotes
/// (<c>prices.net(x)</c>, <c>"prices.net"(x)</c>). No other function can be called by that query, so what is found here is all that its result depends on.
/// </summary>
/// <remarks>
/// A name in a comment or in a text counts too: that costs a result of the cache when such a function changes, and no wrong one. Names without a dot are
/// SQL's own. A query that another node computes calls no functions: its text is not known when tokens are made.
/// </remarks>
public static class SqlCalls
{
    /// <summary>In the order of names.</summary>
    public static ImmutableArray<FunctionDescriptor> Find(string sql, FunctionCatalog functions)
    {
        var text = sql.Replace("\"", "", StringComparison.Ordinal);
        return [.. functions.Functions.Where(f => f.Kind == FunctionKind.Value && f.Name.Contains('.', StringComparison.Ordinal) && Names(text, f.Name))];
    }

    private static bool Names(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsWord(text[at - 1])) && (end == text.Length || !IsWord(text[end]))) return true;
        }
        return false;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
