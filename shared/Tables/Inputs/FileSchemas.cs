using Serverless.Tables.Instances;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>The columns that Parquet files have, by their footers.</summary>
internal sealed class FileSchemas(Connection connection, IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
{
    /// <summary>One for each path, in order. Files of equal footers are bound once: binding thousands one by one would take longer than to read them.</summary>
    public IReadOnlyList<TableSchema> Of(IReadOnlyList<string> paths)
    {
        if (paths.Count <= 2) return [.. paths.Select(DescribeFile)];
        var shapes = Shapes(paths);
        var known = new Dictionary<string, TableSchema>(StringComparer.Ordinal);
        return [.. paths.Select(path => shapes.TryGetValue(path, out var shape) ? known.TryGetValue(shape, out var schema) ? schema : known[shape] = DescribeFile(path) : DescribeFile(path))];
    }

    /// <summary>The columns of a SELECT.</summary>
    public TableSchema Describe(string select)
    {
        using var statement = connection.Prepare(new SqlText(select, Files: files), cancellationToken);
        return statement.Schema();
    }

    private TableSchema DescribeFile(string path) => Describe($"SELECT * FROM read_parquet({SqlLiteral.Text(path)}, hive_partitioning = false)");

    private Dictionary<string, string> Shapes(IReadOnlyList<string> paths)
    {
        // What a footer says of a column, as one text a file.
        var sql = $"""
            SELECT file_name, md5(string_agg(concat_ws('|', name, type, type_length, repetition_type, num_children, converted_type, scale, precision, logical_type), chr(10)))
            FROM parquet_schema({SqlLiteral.List(paths)}) GROUP BY file_name
            """;
        using var result = connection.Query(new SqlText(sql, Files: files), cancellationToken);
        using var rows = new ResultRows(result);
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Next()) shapes[(string)rows.Value(0)!] = (string)rows.Value(1)!;
        return shapes;
    }
}
