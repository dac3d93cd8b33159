using System.Text;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>Inputs as the SELECT of a view.</summary>
internal static class InputSql
{
    /// <param name="input">What to read.</param>
    /// <param name="schemas">Columns of files and of a SELECT, for inputs whose SQL depends on them.</param>
    public static string Select(TableInput input, FileSchemas schemas) => input switch
    {
        ParquetInput parquet => Parquet(parquet, schemas),
        CsvInput csv => TextInputSql.Csv(csv),
        JsonLinesInput json => TextInputSql.JsonLines(json, schemas.Describe),
        ColumnsInput columns => Columns.ColumnsFunction.Select(columns),
        EmptyInput empty => Empty(empty.Schema),
        _ => throw new ArgumentException($"An input of type {input.GetType().Name} has no SQL.", nameof(input)),
    };

    public static IEnumerable<string> Files(TableInput input) => input switch
    {
        ParquetInput parquet => parquet.Files.Select(file => FullPath(file.Path)),
        CsvInput csv => csv.Paths.Select(FullPath),
        JsonLinesInput json => json.Paths.Select(FullPath),
        _ => [],
    };

    public static string FullPath(string path) => Path.GetFullPath(path);

    private static string Empty(TableSchema schema) =>
        $"SELECT {string.Join(", ", schema.Columns.Select(column => $"CAST(NULL AS {column.Type.Text}) AS {SqlLiteral.Name(column.Name)}"))} WHERE false";

    private static string Parquet(ParquetInput input, FileSchemas schemas)
    {
        var rows = input.Schema is not { } schema ? Parquet(input) : input.Files.Count == 0 ? Empty(schema) : ConformedSql.Of(input, schema, schemas);
        if (input.Columns is null && input.Where.Count == 0) return rows;
        var columns = input.Columns is { } names ? string.Join(", ", names.Select(SqlLiteral.Name)) : "*";
        var where = input.Where.Count == 0 ? "" : $" WHERE {FilterSql.Of(input.Where, input.Schema ?? schemas.Describe(rows))}";
        return $"SELECT {columns} FROM ({rows}){where}";
    }

    private static string Parquet(ParquetInput input)
    {
        if (input.Files.Count == 0) throw new ArgumentException("A Parquet input has no files. Rows of none are an EmptyInput with a schema.", nameof(input));
        var sql = new StringBuilder();
        var union = input.UnionByName ? " UNION ALL BY NAME " : " UNION ALL ";
        for (var start = 0; start < input.Files.Count;)
        {
            // Files that differ in nothing but their path are one scan: hundreds of scans would cost more than the reading.
            var first = input.Files[start];
            var end = start + 1;
            while (first.Rows is null && end < input.Files.Count && input.Files[end].Rows is null && input.Files[end].Constants.SequenceEqual(first.Constants)) end++;
            if (sql.Length > 0) sql.Append(union);
            Scan(sql, input.Files.Skip(start).Take(end - start).Select(file => FullPath(file.Path)), first, input.UnionByName);
            start = end;
        }
        return sql.ToString();
    }

    private static void Scan(StringBuilder sql, IEnumerable<string> paths, ParquetFile file, bool unionByName)
    {
        sql.Append(file.Rows is null ? "SELECT *" : "SELECT * EXCLUDE (file_row_number)");
        foreach (var constant in file.Constants)
        {
            var text = constant.Text is null ? "NULL" : SqlLiteral.Text(constant.Text);
            sql.Append($", CAST({text} AS {constant.Type.Text}) AS {SqlLiteral.Name(constant.Name)}");
        }
        sql.Append($" FROM read_parquet({SqlLiteral.List(paths)}, hive_partitioning = false");
        if (unionByName) sql.Append(", union_by_name = true");
        // The option, not the virtual column: a file with a column of that name is then an error instead of a wrong filter.
        if (file.Rows is not null) sql.Append(", file_row_number = true");
        sql.Append(')');
        if (file.Rows is { } rows) sql.Append($" WHERE file_row_number BETWEEN {SqlLiteral.Number(rows.First)} AND {SqlLiteral.Number(rows.First + rows.Count - 1)}");
    }
}
