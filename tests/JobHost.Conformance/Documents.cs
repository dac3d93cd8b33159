namespace Serverless.JobHost.Conformance;

/// <summary>Documents that need no data and no functions but <c>sql</c>: any host can run them. Salted, so that no test finds another's results.</summary>
public static class Documents
{
    /// <summary>Numbers 0 to <paramref name="rows"/> - 1 as <c>rows</c>, their sum as <c>total</c>.</summary>
    public static string Sum(string salt, int rows = 10) => $$"""
        { "version": 1, "name": "sum", "nodes": {
            "rows": { "call": "sql", "args": { "query": "SELECT i AS n, '{{salt}}' AS salt FROM range({{rows}}) t(i)" } },
            "total": { "call": "sql", "over": "rows", "args": { "query": "SELECT sum(n)::BIGINT AS s FROM input" } } },
          "outputs": ["rows", "total"] }
        """;

    /// <summary>As <see cref="Sum"/>, written as a dataset too.</summary>
    public static string Write(string salt, string dataset) => $$"""
        { "version": 1, "name": "write", "nodes": {
            "rows": { "call": "sql", "args": { "query": "SELECT i AS n, '{{salt}}' AS salt FROM range(10) t(i)" } },
            "saved": { "write": { "dataset": "{{dataset}}", "mode": "replace" }, "over": "rows" } },
          "outputs": ["saved"] }
        """;

    /// <summary>Many calls of some tenths of a second each, summed: long enough to be interrupted.</summary>
    public static string Slow(string salt, int calls = 12, long work = 60_000_000) => $$"""
        { "version": 1, "name": "slow", "nodes": {
            {{string.Concat(Enumerable.Range(0, calls).Select(i => $$"""
            "part{{i}}": { "call": "sql", "args": {
                "query": "SELECT count(*)::BIGINT AS n, {{i}} AS part, '{{salt}}' AS salt FROM range({{work}}) t(i) WHERE hash(i) % 7 <> 3" } },
            """))}}
            "total": { "call": "sql", "over": { {{string.Join(", ", Enumerable.Range(0, calls).Select(i => $"\"p{i}\": \"part{i}\""))}} },
              "args": { "query": "SELECT count(*)::BIGINT AS parts FROM ({{Parts(calls)}})" } } },
          "outputs": ["total"] }
        """;

    private static string Parts(int calls) => string.Join(" UNION ALL ", Enumerable.Range(0, calls).Select(i => $"SELECT part FROM p{i}"));

    /// <summary>Adds days to one, with the values of its parameters in it.</summary>
    /// <param name="salt">Of the test.</param>
    /// <param name="values">JSON of them.</param>
    public static string Later(string salt, string values) => $$"""
        { "version": 1, "name": "later", "parameters": { "day": { "type": "date" }, "days": { "type": "integer", "default": 1 } },
          "nodes": { "later": { "call": "sql", "args": { "query": "SELECT ($day + $days::INTEGER)::VARCHAR AS day, '{{salt}}' AS salt" } } },
          "outputs": ["later"], "params": {{values}} }
        """;

    /// <summary>A call that fails in its SQL.</summary>
    public static string Failing(string salt) => $$"""
        { "version": 1, "name": "failing", "nodes": {
            "bad": { "call": "sql", "args": { "query": "SELECT CAST('{{salt}}' AS INTEGER) AS n" } } },
          "outputs": ["bad"] }
        """;
}
