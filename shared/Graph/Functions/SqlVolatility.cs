using System.Buffers;

namespace Serverless.Graph.Functions;

/// <summary>Whether a query may give something else each time: it asks for the time, for chance, or for a number that was never given before.</summary>
/// <remarks>
/// Looks for the names of such functions before a parenthesis, and for keywords that need none, also in texts and comments: that costs a result of the
/// cache, and no wrong one.
/// </remarks>
public static class SqlVolatility
{
    private static readonly string[] Functions =
    [
        "random", "setseed", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "now", "today", "age", "get_current_time", "get_current_timestamp",
        "current_localtime", "current_localtimestamp", "transaction_timestamp", "txid_current", "nextval", "currval",
    ];

    private static readonly string[] Keywords = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "tablesample", "using sample"];

    // One pass over the text finds where anything of that may stand; most queries end there.
    private static readonly SearchValues<string> Any = SearchValues.Create([.. Functions, .. Keywords], StringComparison.OrdinalIgnoreCase);

    /// <param name="sql">The query.</param>
    public static bool Of(string sql)
    {
        var rest = 0;
        while (rest < sql.Length && sql.AsSpan(rest).IndexOfAny(Any) is >= 0 and var found)
        {
            var at = rest + found;
            if (at == 0 || !IsWord(sql[at - 1]))
            {
                if (Keywords.Any(k => StandsAt(sql, at, k)) || Functions.Any(f => StandsAt(sql, at, f) && IsCall(sql, at + f.Length))) return true;
            }
            rest = at + 1;
        }
        return false;
    }

    private static bool StandsAt(string sql, int at, string name) =>
        string.Compare(sql, at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0 && (at + name.Length == sql.Length || !IsWord(sql[at + name.Length]));

    // The name may stand in double quotes.
    private static bool IsCall(string sql, int end) => sql.AsSpan(end).TrimStart("\" \t\r\n") is ['(', ..];

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
