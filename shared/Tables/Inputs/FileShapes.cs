using Serverless.Tables.Instances;
using Serverless.Tables.Parquet;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>What columns Parquet files have. One statement reads all footers; files that are alike are described once, and only where it matters.</summary>
internal sealed class FileShapes
{
    private readonly Connection _connection;
    private readonly IReadOnlyList<InputFile> _files;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, (string Shape, string Types)> _known;
    private readonly Dictionary<(string Shape, string Types), TableSchema> _schemas = [];
    private Dictionary<string, HashSet<string>>? _nulls;

    /// <param name="connection">Reads the footers.</param>
    /// <param name="paths">Each once.</param>
    /// <param name="hasTypes">Whether the files may say what types their columns had.</param>
    /// <param name="files">For errors.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public FileShapes(Connection connection, IReadOnlyList<string> paths, bool hasTypes, IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
    {
        (_connection, _files, _cancellationToken) = (connection, files, cancellationToken);
        var patterns = SqlLiteral.List(paths.Select(FilePattern.Of));
        var shapes = paths.Count == 1 ? [] : Texts(
            $"""
            SELECT file_name, CAST(list([name, type, type_length, num_children::VARCHAR, converted_type, scale::VARCHAR, precision::VARCHAR, logical_type, duckdb_type]) AS VARCHAR)
            FROM parquet_schema({patterns}) GROUP BY file_name
            """);
        var types = hasTypes ? Texts($"SELECT file_name, decode(value) FROM parquet_kv_metadata({patterns}) WHERE key = encode({SqlLiteral.Text(WrittenSchema.TypesKey)})") : [];
        _known = paths.ToDictionary(path => path, path => (shapes.GetValueOrDefault(path, ""), types.GetValueOrDefault(path, "")), StringComparer.Ordinal);
    }

    /// <summary>True, which is the rule: nothing more needs to be known.</summary>
    public bool AreAlike
    {
        get
        {
            var first = _known.Values.First();
            // What another program wrote may look different and be the same to a query.
            return _known.Values.All(first.Equals) || _known.Keys.All(path => SchemaOf(path).Equals(SchemaOf(_known.Keys.First())));
        }
    }

    /// <summary>Columns that had another type than they have in the file.</summary>
    public IReadOnlyList<TableColumn> TypesOf(string path) => _known[path].Types is { Length: > 0 } types ? WrittenSchema.Read(types) : [];

    /// <summary>Columns as a query sees them. Files that are alike share one object.</summary>
    public TableSchema SchemaOf(string path)
    {
        if (_schemas.TryGetValue(_known[path], out var known)) return known;
        using var statement = _connection.Prepare(new SqlText($"SELECT * FROM read_parquet({SqlLiteral.Text(FilePattern.Of(path))}, hive_partitioning = false)", Files: _files), _cancellationToken);
        var types = TypesOf(path).ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        return _schemas[_known[path]] = new TableSchema([.. statement.Schema().Columns.Select(column => column with { Type = types.GetValueOrDefault(column.Name, column.Type) })]);
    }

    /// <summary>Columns of a file whose every value, and element, is null: they say nothing of a type, and stand in files as INTEGER.</summary>
    public HashSet<string> NullsOf(string path)
    {
        if (_nulls is null)
        {
            _nulls = [];
            using var result = _connection.Query(
                new SqlText(
                    $"""
                    SELECT file_name, split_part(path_in_schema, ', ', 1) AS name FROM parquet_metadata({SqlLiteral.List(_known.Keys.Select(FilePattern.Of))})
                    GROUP BY ALL HAVING bool_and(type = 'INT32' AND stats_null_count IS NOT NULL AND stats_null_count = num_values)
                    """,
                    Files: _files), _cancellationToken);
            using var rows = new ResultRows(result);
            while (rows.Next())
            {
                if (!_nulls.TryGetValue((string)rows.Value(0)!, out var names)) _nulls[(string)rows.Value(0)!] = names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                names.Add((string)rows.Value(1)!);
            }
        }
        return _nulls.GetValueOrDefault(path) ?? [];
    }

    private Dictionary<string, string> Texts(string sql)
    {
        using var result = _connection.Query(new SqlText(sql, Files: _files), _cancellationToken);
        using var rows = new ResultRows(result);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Next()) texts[(string)rows.Value(0)!] = (string)rows.Value(1)!;
        return texts;
    }
}
