using Serverless.Tables.Instances;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>Inputs as the SELECT of a view.</summary>
internal static class InputSql
{
    /// <param name="name">The input's.</param>
    /// <param name="input">What to read.</param>
    /// <param name="schemas">Columns of files and of a SELECT, for inputs whose SQL depends on them.</param>
    public static string Select(string name, TableInput input, FileSchemas schemas) => input switch
    {
        ParquetInput parquet => ParquetSql.Select(name, parquet, schemas),
        CsvInput csv => TextInputSql.Csv(csv),
        JsonLinesInput json => TextInputSql.JsonLines(json, schemas.Describe),
        ColumnsInput columns => ColumnsFunction.Select(columns.Columns),
        EmptyInput empty => Empty(empty.Schema),
        _ => throw new ArgumentException($"An input of type {input.GetType().Name} has no SQL.", nameof(input)),
    };

    public static IEnumerable<(string Path, string? Title)> Files(TableInput input) => input switch
    {
        ParquetInput parquet => parquet.Files.Select(file => (FullPath(file.Path), file.Title)),
        CsvInput csv => csv.Paths.Select(path => (FullPath(path), (string?)null)),
        JsonLinesInput json => json.Paths.Select(path => (FullPath(path), (string?)null)),
        _ => [],
    };

    public static string FullPath(string path) => Path.GetFullPath(path);

    public static string Empty(TableSchema schema) =>
        $"SELECT {string.Join(", ", schema.Columns.Select(column => $"CAST(NULL AS {column.Type.Text}) AS {SqlLiteral.Name(column.Name)}"))} WHERE false";
}
