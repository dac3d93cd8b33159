using Serverless.Tables.Instances;
using Serverless.Tables.Reading;
using Serverless.Tables.Schema;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>The columns that Parquet files have, by their footers.</summary>
internal sealed class FileSchemas(Connection connection, IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, (string Shape, string Types)> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Shape, string Types), TableSchema> _schemas = [];
    private readonly Dictionary<(string Shape, string Types), IReadOnlyList<TableColumn>> _types = [];
    private bool _areOurs;
    private Dictionary<string, HashSet<string>>? _nulls;

    /// <summary>The columns of a SELECT.</summary>
    public TableSchema Describe(string select)
    {
        using var statement = connection.Prepare(new SqlText(select, Files: files), cancellationToken);
        return statement.Schema();
    }

    /// <summary>Looks at files. Those of equal footers are bound once: binding thousands one by one would take longer than to read them.</summary>
    /// <param name="paths">Each once.</param>
    /// <param name="areOurs">Whether what they say of types fits them by itself.</param>
    public void Load(IReadOnlyList<string> paths, bool areOurs)
    {
        _areOurs = areOurs;
        var patterns = SqlLiteral.List(paths.Select(FilePattern.Of));
        var shapes = paths.Count <= 2 ? [] : Texts(
            $"""
            SELECT file_name, md5(string_agg(concat_ws('|', name, type, type_length, num_children, converted_type, scale, precision, logical_type, duckdb_type), chr(10)))
            FROM parquet_schema({patterns}) GROUP BY file_name
            """);
        var types = Texts($"SELECT file_name, decode(value) FROM parquet_kv_metadata({patterns}) WHERE key = encode({SqlLiteral.Text(WrittenSchema.TypesKey)})");
        foreach (var path in paths) _known[path] = (shapes.GetValueOrDefault(path, path), types.GetValueOrDefault(path, ""));
    }

    /// <summary>Whether all that were loaded have the same columns, in the same order.</summary>
    public bool AreAlike => _known.Values.Distinct().Take(2).Count() < 2 || _known.Keys.Select(SchemaOf).Distinct().Take(2).Count() < 2;

    /// <summary>Whether two files' footers describe the same: types that we see as one, such as text and JSON, are told apart in them.</summary>
    public bool AreSame(string one, string other) => _known[one] == _known[other];

    /// <summary>Columns that had another type than they have in the file.</summary>
    public IReadOnlyList<TableColumn> TypesOf(string path)
    {
        if (!_known.TryGetValue(path, out var known) || known.Types.Length == 0) return [];
        if (_types.TryGetValue(known, out var types)) return types;
        types = WrittenSchema.Read(known.Types);
        if (!_areOurs)
        {
            var own = OwnSchemaOf(path);
            types = [.. types.Where(noted => own.Columns.Any(column => column.Name == noted.Name && StorageForm.Fits(column.Type, StorageForm.Of(noted.Type))))];
        }
        return _types[known] = types;
    }

    /// <summary>Columns as a query sees them.</summary>
    public TableSchema SchemaOf(string path)
    {
        if (_schemas.TryGetValue(_known[path], out var known)) return known;
        var types = TypesOf(path).ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        return _schemas[_known[path]] = new TableSchema([.. OwnSchemaOf(path).Columns.Select(column => column with { Type = types.GetValueOrDefault(column.Name, column.Type) })]);
    }

    private TableSchema OwnSchemaOf(string path) => Describe($"SELECT * FROM read_parquet({SqlLiteral.Text(FilePattern.Of(path))}, hive_partitioning = false)");

    /// <summary>The names of a file's columns as they stand in it.</summary>
    public IReadOnlyList<string> NamesOf(string path)
    {
        using var result = connection.Query(new SqlText($"SELECT name, coalesce(num_children, 0)::BIGINT FROM parquet_schema({SqlLiteral.Text(FilePattern.Of(path))})", Files: files), cancellationToken);
        using var rows = new ResultRows(result);
        var elements = new List<(string Name, long Children)>();
        while (rows.Next()) elements.Add(((string)rows.Value(0)!, (long)rows.Value(1)!));
        // A tree in preorder; its first element is the table.
        var names = new List<string>();
        for (var at = 1; at < elements.Count;)
        {
            names.Add(elements[at].Name);
            for (var open = 1L; open > 0 && at < elements.Count; at++) open += elements[at].Children - 1;
        }
        return names;
    }

    /// <summary>Whether every value of a file's column, and every element, is null: it says nothing of a type, and stands in the file as INTEGER.</summary>
    public bool IsNull(string path, string column)
    {
        _nulls ??= Nulls();
        return _nulls.TryGetValue(path, out var columns) && columns.Contains(column);
    }

    private Dictionary<string, HashSet<string>> Nulls()
    {
        using var result = connection.Query(
            new SqlText(
                $"""
                SELECT file_name, split_part(path_in_schema, ', ', 1) FROM parquet_metadata({SqlLiteral.List(_known.Keys.Select(FilePattern.Of))})
                GROUP BY ALL HAVING bool_and(type = 'INT32' AND stats_null_count IS NOT NULL AND stats_null_count = num_values)
                """,
                Files: files), cancellationToken);
        using var rows = new ResultRows(result);
        var nulls = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        while (rows.Next())
        {
            if (!nulls.TryGetValue((string)rows.Value(0)!, out var names)) nulls[(string)rows.Value(0)!] = names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            names.Add((string)rows.Value(1)!);
        }
        return nulls;
    }

    private Dictionary<string, string> Texts(string sql)
    {
        using var result = connection.Query(new SqlText(sql, Files: files), cancellationToken);
        using var rows = new ResultRows(result);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Next()) texts[(string)rows.Value(0)!] = (string)rows.Value(1)!;
        return texts;
    }
}
