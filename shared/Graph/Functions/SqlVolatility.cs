using System.Buffers;
using System.Text.RegularExpressions;

namespace Serverless.Graph.Functions;

/// <summary>
/// Whether a query may give something else each time: it asks for the time, for chance (a sample, too), for a number that was never given before, or for what
/// its session or settings are.
/// </summary>
/// <remarks>
/// Looks for the names of such functions before a parenthesis, and for keywords that need none, whatever spaces and comments stand between; also in texts and
/// comments: that costs a result of the cache, and no wrong one. A test holds the names against DuckDB's own catalog. What depends on the order of rows alone
/// (LIMIT without ORDER BY, first, list, string_agg, row_number) counts as constant: a unit's query reads the same files in the same order on one thread.
/// </remarks>
public static class SqlVolatility
{
    private static readonly string[] Functions =
    [
        "random", "setseed", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "now", "today", "age", "ago", "get_current_time", "get_current_timestamp",
        "current_date", "current_time", "current_timestamp", "current_localtime", "current_localtimestamp", "transaction_timestamp", "pg_conf_load_time", "pg_postmaster_start_time",
        "txid_current", "current_transaction_id", "current_connection_id", "current_query_id", "current_query", "nextval", "currval",
        "current_setting", "getvariable", "getenv", "current_database", "current_catalog", "current_schema", "current_schemas", "in_search_path", "stats", "sleep_ms", "pg_sleep", "write_log",
    ];

    // Some need no parenthesis, and the last is named within a text: list_aggregate(l, 'reservoir_quantile', 0.5).
    private static readonly string[] Words = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "tablesample", "reservoir_quantile"];

    // Spaces and comments; a comment may hold comments.
    private const string Gap = @"(?:\s|--[^\n\r]*|/\*[\s\S]*\*/)";

    // One pass over the text finds where anything of that may stand; most queries end there.
    private static readonly SearchValues<string> Any = SearchValues.Create([.. Functions, .. Words, "sample"], StringComparison.OrdinalIgnoreCase);

    private static readonly Regex Pattern = new(
        $"""\b(?:{string.Join('|', Functions)})"?{Gap}*\(|\b(?:{string.Join('|', Words)})\b|\busing{Gap}+sample\b""",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <param name="sql">The query.</param>
    public static bool Of(string sql) => sql.AsSpan().ContainsAny(Any) && Pattern.IsMatch(sql);
}
