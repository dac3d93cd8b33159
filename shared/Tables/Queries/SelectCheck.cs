using System.Text.Json;
using Serverless.Tables.Errors;
using Serverless.Tables.Instances;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Queries;

/// <summary>
/// Accepts one SELECT that calls no function and reads no view which could leave the sandbox, or tell of the machine around it. By DuckDB's own parser: it hands
/// out the tree, and every table function and system view in it must be on a list.
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
        "duckdb_functions", "duckdb_types", "duckdb_keywords", "duckdb_columns", "duckdb_schemas", "pragma_version", "icu_calendar_names", "pg_timezone_names",
        "test_all_types",
    };

    // They write to the process's log, or tell settings, the statement around the query, or the text and the plan of views, which hold paths of this machine.
    private static readonly HashSet<string> RefusedScalars = new(StringComparer.OrdinalIgnoreCase)
    {
        "write_log", "current_setting", "current_query", "getenv", "json_serialize_plan", "pg_get_viewdef", "pg_get_constraintdef", "pg_get_expr", "sleep_ms", "pg_sleep",
    };

    // Of the system's own views these tell names and types of inputs and nothing else. The rest has settings, texts of views or statements.
    private static readonly HashSet<string> OpenViews = new(StringComparer.OrdinalIgnoreCase) { "information_schema.tables", "information_schema.columns", "information_schema.schemata", "duckdb_columns", "duckdb_types" };

    private static readonly string[] SystemPrefixes = ["pg_", "duckdb_", "sqlite_", "pragma_"];

    /// <param name="connection">Parses.</param>
    /// <param name="sql">The query.</param>
    /// <param name="inputs">Names of its inputs, which may be those of the system's views: they come first.</param>
    /// <param name="cancellationToken">Ends the parsing.</param>
    public static void Verify(Connection connection, string sql, IEnumerable<string> inputs, CancellationToken cancellationToken)
    {
        var names = inputs.ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (sql.Contains('\0', StringComparison.Ordinal)) throw new TableException(TableErrorKind.Syntax, "The query has a null character.");
        VerifyText(connection, sql, names, cancellationToken);
        // What runs is the text up to its semicolon: that text is checked, not only the one it was cut from.
        var runs = StatementEnd.Trim(sql);
        if (runs.Length < sql.Length) VerifyText(connection, runs, names, cancellationToken);
    }

    private static void VerifyText(Connection connection, string sql, HashSet<string> inputs, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(Serialize(connection, sql, cancellationToken), new JsonDocumentOptions { MaxDepth = 8192 });
        var root = json.RootElement;
        if (root.GetProperty("error").GetBoolean()) throw Refusal(root, sql);
        var count = root.GetProperty("statements").GetArrayLength();
        if (count == 0) throw new TableException(TableErrorKind.Syntax, "The query is empty.");
        if (count > 1) throw new TableException(TableErrorKind.NotAllowed, $"The query holds {count} statements; one SELECT is allowed.");
        Walk(root, sql, inputs);
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

    private static void Walk(JsonElement element, string sql, HashSet<string> inputs)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                CheckNode(element, sql, inputs);
                foreach (var property in element.EnumerateObject()) Walk(property.Value, sql, inputs);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Walk(item, sql, inputs);
                break;
        }
    }

    private static void CheckNode(JsonElement node, string sql, HashSet<string> inputs)
    {
        if (!node.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String) return;
        if (type.ValueEquals("TABLE_FUNCTION"))
        {
            // A node of this type without a plain function in it is something this check does not know: refused too.
            var name = node.TryGetProperty("function", out var function) && function.TryGetProperty("function_name", out var called) ? called.GetString() : null;
            if (name is null || !TableFunctions.Contains(name)) throw Refuse(name ?? "this", function.ValueKind == JsonValueKind.Object ? function : node, sql);
        }
        else if (type.ValueEquals("BASE_TABLE"))
        {
            CheckView(node, sql, inputs);
        }
        else if (type.ValueEquals("FUNCTION") && node.TryGetProperty("function_name", out var scalar) && RefusedScalars.Contains(scalar.GetString() ?? ""))
        {
            throw Refuse(scalar.GetString()!, node, sql);
        }
    }

    private static void CheckView(JsonElement node, string sql, HashSet<string> inputs)
    {
        var (schema, name) = (node.GetProperty("schema_name").GetString() ?? "", node.GetProperty("table_name").GetString() ?? "");
        if (schema.Length == 0 && inputs.Contains(name)) return;
        var isMain = schema.Length == 0 || string.Equals(schema, "main", StringComparison.OrdinalIgnoreCase);
        // Whatever is in these schemas is the system's; elsewhere its views are told by their names.
        var isSystem = string.Equals(schema, "pg_catalog", StringComparison.OrdinalIgnoreCase) || string.Equals(schema, "information_schema", StringComparison.OrdinalIgnoreCase)
            || SystemPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        if (isSystem && !OpenViews.Contains(isMain ? name : $"{schema}.{name}")) throw Refuse(name, node, sql);
    }

    private static TableException Refuse(string name, JsonElement node, string sql)
    {
        var position = node.TryGetProperty("query_location", out var location) && location.TryGetInt32(out var bytes) ? SqlPosition.FromBytes(sql, bytes) : null;
        var message = $"{name} is not allowed here: a query reads its inputs and computes, nothing else.";
        if (position is not null) message += $"{Environment.NewLine}At {position}:{Environment.NewLine}{position.Pointer()}";
        return new TableException(TableErrorKind.NotAllowed, message, position, null);
    }
}
