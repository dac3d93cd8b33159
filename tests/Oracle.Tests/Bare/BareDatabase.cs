using System.Runtime.InteropServices;

namespace Serverless.Oracle.Tests.Bare;

/// <summary>A DuckDB database in memory. One thread at a time.</summary>
internal sealed class BareDatabase : IDisposable
{
    private nint _database;
    private nint _connection;

    public BareDatabase()
    {
        if (BareLibrary.Open(null, out _database) != 0 || BareLibrary.Connect(_database, out _connection) != 0) throw new BareException("No database in memory.");
        Run("SET threads = 1");
    }

    /// <summary>Runs a statement.</summary>
    /// <exception cref="BareException">The statement is refused.</exception>
    public void Run(string sql)
    {
        var failed = BareLibrary.Query(_connection, sql, out var result) != 0;
        try
        {
            if (failed) throw new BareException($"{TextOf(BareLibrary.Error(ref result))} in {Shorter(sql)}");
        }
        finally
        {
            BareLibrary.Destroy(ref result);
        }
    }

    /// <summary>Rows of a query, as text; columns that are no text are to be cast by the caller.</summary>
    /// <inheritdoc cref="Run"/>
    public List<string?[]> Rows(string sql)
    {
        var failed = BareLibrary.Query(_connection, sql, out var result) != 0;
        try
        {
            if (failed) throw new BareException($"{TextOf(BareLibrary.Error(ref result))} in {Shorter(sql)}");
            var (columns, rows) = (BareLibrary.ColumnCount(ref result), BareLibrary.RowCount(ref result));
            var all = new List<string?[]>((int)rows);
            for (ulong row = 0; row < rows; row++)
            {
                var texts = new string?[columns];
                for (ulong column = 0; column < columns; column++)
                {
                    var text = BareLibrary.Text(ref result, column, row);
                    texts[column] = TextOf(text);
                    BareLibrary.Free(text);
                }
                all.Add(texts);
            }
            return all;
        }
        finally
        {
            BareLibrary.Destroy(ref result);
        }
    }

    /// <summary>Names and types of what a query gives.</summary>
    /// <inheritdoc cref="Run"/>
    public List<(string Name, string Type)> Columns(string query) => [.. Rows($"DESCRIBE {query}").Select(r => (r[0]!, r[1]!))];

    public void Dispose()
    {
        BareLibrary.Disconnect(ref _connection);
        BareLibrary.Close(ref _database);
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Shorter(string sql) => sql.Length > 400 ? sql[..400] + " ..." : sql;

    private static string? TextOf(nint text) => Marshal.PtrToStringUTF8(text);
}
