using System.Text;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>CSV and JSON lines as SQL.</summary>
internal static class TextInputSql
{
    public static string Csv(CsvInput input)
    {
        var sql = new StringBuilder($"SELECT * FROM read_csv({Paths(input.Paths)}, hive_partitioning = false");
        if (input.Types.Count > 0) sql.Append($", types = {Types(input.Types.Select(pair => (pair.Key, pair.Value)))}");
        if (input.HasHeader is { } header) sql.Append($", header = {(header ? "true" : "false")}");
        if (input.Delimiter is { } delimiter) sql.Append($", delim = {SqlLiteral.Text(delimiter.ToString())}");
        if (input.NullText is { } nullText) sql.Append($", nullstr = {SqlLiteral.Text(nullText)}");
        if (input.QuotedIsText) sql.Append(", allow_quoted_nulls = false");
        return sql.Append(')').ToString();
    }

    /// <remarks>The reader takes all types or none, so the inferred ones are asked for first.</remarks>
    public static string JsonLines(JsonLinesInput input, Func<string, TableSchema> describe)
    {
        // All lines are looked at, as a field that comes later would be left out in silence; and many fields of one type are no map.
        var inferred = $"SELECT * FROM read_json({Paths(input.Paths)}, format = 'newline_delimited', hive_partitioning = false, sample_size = -1, map_inference_threshold = -1)";
        if (input.Types.Count == 0) return inferred;
        var types = new Dictionary<string, ColumnType>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type) in input.Types) types[name] = type;
        var known = describe(inferred).Columns;
        var columns = known.Select(column => (column.Name, types.GetValueOrDefault(column.Name, column.Type)))
            .Concat(input.Types.Where(pair => !known.Any(column => string.Equals(column.Name, pair.Key, StringComparison.OrdinalIgnoreCase))).Select(pair => (pair.Key, pair.Value)));
        return $"SELECT * FROM read_json({Paths(input.Paths)}, format = 'newline_delimited', hive_partitioning = false, columns = {Types(columns)})";
    }

    private static string Paths(IReadOnlyList<string> paths) =>
        paths.Count > 0 ? SqlLiteral.List(paths.Select(path => FilePattern.Of(InputSql.FullPath(path)))) : throw new ArgumentException("The input has no files.", nameof(paths));

    private static string Types(IEnumerable<(string Name, ColumnType Type)> columns) =>
        $"{{{string.Join(", ", columns.Select(column => $"{SqlLiteral.Name(column.Name)}: {SqlLiteral.Text(column.Type.Text)}"))}}}";
}
