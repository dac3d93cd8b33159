using Serverless.Tables.Instances;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>What a file has.</summary>
/// <param name="Footer">Equal only where footers describe equal columns: types that we see as one, such as text and JSON, are told apart in it.</param>
/// <param name="Schema">Its columns.</param>
internal sealed record FileShape(string Footer, TableSchema Schema);

/// <summary>The columns that Parquet files have, by their footers.</summary>
internal sealed class FileSchemas(Connection connection, IReadOnlyList<InputFile> files, CancellationToken cancellationToken)
{
    /// <summary>One for each path, in order. Files of equal footers are bound once: binding thousands one by one would take longer than to read them.</summary>
    public IReadOnlyList<FileShape> Of(IReadOnlyList<string> paths)
    {
        if (paths is [var only]) return [new FileShape(only, DescribeFile(only))];
        var footers = Footers(paths);
        var known = new Dictionary<string, FileShape>(StringComparer.Ordinal);
        return [.. paths.Select(path =>
        {
            var footer = footers.GetValueOrDefault(path, path);
            return known.TryGetValue(footer, out var shape) ? shape : known[footer] = new FileShape(footer, DescribeFile(path));
        })];
    }

    /// <summary>The columns of a SELECT.</summary>
    public TableSchema Describe(string select)
    {
        using var statement = connection.Prepare(new SqlText(select, Files: files), cancellationToken);
        return statement.Schema();
    }

    private TableSchema DescribeFile(string path) => Describe($"SELECT * FROM read_parquet({SqlLiteral.Text(path)}, hive_partitioning = false)");

    private Dictionary<string, string> Footers(IReadOnlyList<string> paths)
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
