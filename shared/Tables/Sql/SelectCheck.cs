using System.Text.Json;
using Serverless.Tables.Errors;
using Serverless.Tables.Instances;
using Serverless.Tables.Reading;

namespace Serverless.Tables.Sql;

/// <summary>
/// Accepts one SELECT that calls no function which could leave the sandbox. By DuckDB's own parser: it hands out the tree, and every table function in it
/// must be on the list.
/// </summary>
/// <remarks>
/// External access and locked configuration alone are not enough: <c>enable_logging(storage = 'stdout')</c> and <c>enable_profiling()</c> are table functions
/// that write to this process's output, <c>arrow_scan</c> follows raw pointers, <c>query</c> and <c>json_execute_serialized_sql</c> run SQL made from data.
/// </remarks>
internal static class SelectCheck
{
    private static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "range", "generate_series", "unnest", "repeat", "repeat_row", "histogram", "histogram_values", "json_each", "json_tree", "summary",
        "read_parquet", "parquet_scan", "parquet_metadata", "parquet_schema", "parquet_file_metadata", "parquet_kv_metadata", "parquet_full_metadata", "parquet_bloom_probe",
        "read_csv", "read_csv_auto", "sniff_csv", "read_json", "read_json_auto", "read_json_objects", "read_json_objects_auto",
        "read_ndjson", "read_ndjson_auto", "read_ndjson_objects", "read_text", "read_blob", "glob",
        "duckdb_functions", "duckdb_types", "duckdb_keywords", "duckdb_columns", "duckdb_views", "duckdb_tables", "duckdb_schemas", "pragma_version", "icu_calendar_names", "pg_timezone_names",
        "test_all_types",
    };

    private static readonly HashSet<string> RefusedScalars = new(StringComparer.OrdinalIgnoreCase) { "write_log" };

    public static void Verify(Connection connection, string sql, CancellationToken cancellationToken)
    {
        if (sql.Contains('\0', StringComparison.Ordinal)) throw new TableException(TableErrorKind.Syntax, "The query has a null character.");
        VerifyText(connection, sql, cancellationToken);
        // What runs is the text up to its semicolon: that text is checked, not only the one it was cut from.
        var runs = StatementEnd.Trim(sql);
        if (runs.Length < sql.Length) VerifyText(connection, runs, cancellationToken);
    }

    private static void VerifyText(Connection connection, string sql, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(Serialize(connection, sql, cancellationToken), new JsonDocumentOptions { MaxDepth = 8192 });
        var root = json.RootElement;
        if (root.GetProperty("error").GetBoolean()) throw Refusal(root, sql);
        var count = root.GetProperty("statements").GetArrayLength();
        if (count == 0) throw new TableException(TableErrorKind.Syntax, "The query is empty.");
        if (count > 1) throw new TableException(TableErrorKind.NotAllowed, $"The query holds {count} statements; one SELECT is allowed.");
        Walk(root, sql);
    }

    private static string Serialize(Connection connection, string sql, CancellationToken cancellationToken)
    {
        using var statement = connection.Prepare(new SqlText("SELECT json_serialize_sql($sql::VARCHAR)"), cancellationToken);
        statement.Bind(new Dictionary<string, object?>(StringComparer.Ordinal) { ["sql"] = sql });
        using var result = statement.Execute(cancellationToken);
        using var rows = new ResultRows(result);
        return rows.Next() ? (string)rows.Value(0)! : throw new TableException(TableErrorKind.Internal, "DuckDB's parser gave no answer.");
    }

    private static TableException Refusal(JsonElement root, string sql)
    {
        string? Field(string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
        var message = Field("error_message") ?? "";
        if (message.Contains("Only SELECT", StringComparison.Ordinal))
        {
            return new TableException(TableErrorKind.NotAllowed, "The query is not a SELECT; one SELECT is allowed. (A PIVOT needs its values: ON column IN (...).)");
        }
        int? position = int.TryParse(Field("position"), out var bytes) ? bytes : null;
        return ErrorMapper.Map(new DuckDBError("Parser", message, Field("error_subtype"), null, position), new SqlText(sql, sql));
    }

    private static void Walk(JsonElement element, string sql)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                CheckNode(element, sql);
                foreach (var property in element.EnumerateObject()) Walk(property.Value, sql);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Walk(item, sql);
                break;
        }
    }

    private static void CheckNode(JsonElement node, string sql)
    {
        if (!node.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String) return;
        if (type.ValueEquals("TABLE_FUNCTION"))
        {
            // A node of this type without a plain function in it is something this check does not know: refused too.
            var name = node.TryGetProperty("function", out var function) && function.TryGetProperty("function_name", out var called) ? called.GetString() : null;
            if (name is null || !TableFunctions.Contains(name)) throw Refuse(name ?? "this", function.ValueKind == JsonValueKind.Object ? function : node, sql);
        }
        else if (type.ValueEquals("FUNCTION") && node.TryGetProperty("function_name", out var scalar) && RefusedScalars.Contains(scalar.GetString() ?? ""))
        {
            throw Refuse(scalar.GetString()!, node, sql);
        }
    }

    private static TableException Refuse(string name, JsonElement node, string sql)
    {
        var position = node.TryGetProperty("query_location", out var location) && location.TryGetInt32(out var bytes) ? SqlPosition.FromBytes(sql, bytes) : null;
        var message = $"The function {name} is not allowed here: a query reads its inputs and computes, nothing else.";
        if (position is not null) message += $"{Environment.NewLine}At {position}:{Environment.NewLine}{position.Pointer()}";
        return new TableException(TableErrorKind.NotAllowed, message, position, null);
    }
}
