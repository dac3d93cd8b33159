using Serverless.Tables.Instances;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>Inputs as the SELECT of a view.</summary>
internal static class InputSql
{
    /// <param name="name">The input's.</param>
    /// <param name="input">What to read.</param>
    /// <param name="connection">Asked for the columns of files where they are a part of the SQL.</param>
    /// <param name="files">Of this input, for errors.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static string Select(string name, TableInput input, Connection connection, IReadOnlyList<InputFile> files, CancellationToken cancellationToken) => input switch
    {
        ParquetInput parquet => new ParquetSql(name, parquet, connection, files, cancellationToken).Select(),
        CsvInput csv => TextInputSql.Csv(csv),
        JsonLinesInput json => TextInputSql.JsonLines(json, sql => Describe(connection, new SqlText(sql, Files: files), cancellationToken)),
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

    private static TableSchema Describe(Connection connection, SqlText sql, CancellationToken cancellationToken)
    {
        using var statement = connection.Prepare(sql, cancellationToken);
        return statement.Schema();
    }

    private static string Empty(TableSchema schema) =>
        $"SELECT {string.Join(", ", schema.Columns.Select(column => $"CAST(NULL AS {column.Type.Text}) AS {SqlLiteral.Name(column.Name)}"))} WHERE false";
}
