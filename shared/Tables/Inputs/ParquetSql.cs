using System.Text;
using Serverless.Tables.Instances;
using Serverless.Tables.Parquet;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>Parquet files as one SELECT. Columns go together by name, also of partitions whose keys differ or that are row ranges, which are scans of their own.</summary>
internal sealed class ParquetSql(string name, ParquetInput input, Connection connection, IReadOnlyList<InputFile> inputFiles, CancellationToken cancellationToken)
{
    private readonly Dictionary<(TableSchema, string), FileShape> _shapes = [];
    private FileShapes? _known;

    public string Select()
    {
        if (input.Files.Count == 0) throw new ArgumentException("A Parquet input has no files. Rows of none are an EmptyInput with a schema.", nameof(input));
        var paths = input.Files.Select(PathOf).Distinct(StringComparer.Ordinal).ToList();
        if (paths.Count > 1 || input.HasTypes || !HaveSameConstants()) _known = new FileShapes(connection, paths, input.HasTypes, inputFiles, cancellationToken);
        // All files have the same columns, and nothing needs to be matched.
        var isPlain = _known is null || (HaveSameConstants() && _known.AreAlike);
        var merge = isPlain ? null : FileMerge.Of(name, input.Files.ToLookup(ShapeOf), IsNull, input.UnionByName);
        var sql = new StringBuilder();
        for (var start = 0; start < input.Files.Count;)
        {
            // Files that differ in nothing but their path are one scan: hundreds of scans would cost more than the reading.
            var first = input.Files[start];
            var end = start + 1;
            while (first.Rows is null && end < input.Files.Count && IsAlike(first, input.Files[end], isPlain)) end++;
            if (sql.Length > 0) sql.Append(" UNION ALL BY NAME ");
            Scan(sql, input.Files.Skip(start).Take(end - start), first, merge?.Select(first, ShapeOf(first)));
            start = end;
        }
        if (input.Columns is null && input.Where.Count == 0) return sql.ToString();
        var columns = input.Columns is { } names ? string.Join(", ", names.Select(SqlLiteral.Name)) : "*";
        var where = input.Where.Count == 0 ? "" : $" WHERE {FilterSql.Of(input.Where)}";
        return $"SELECT {columns} FROM ({sql}){where}";
    }

    private FileShape ShapeOf(ParquetFile file)
    {
        var own = _known!.SchemaOf(PathOf(file));
        var constants = file.Constants.Select(constant => new TableColumn(constant.Name, constant.Type)).ToList();
        var key = (own, string.Join(", ", constants));
        if (_shapes.TryGetValue(key, out var known)) return known;
        // What is not asked for may differ.
        var wanted = input.Columns?.Concat(input.Where.SelectMany(all => all).Select(condition => condition.Column)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return _shapes[key] = new FileShape(own.Columns.Concat(constants).Where(column => wanted is null || wanted.Contains(column.Name)));
    }

    private bool IsNull(ParquetFile file, string column) => _known!.NullsOf(PathOf(file)).Contains(column);

    private static string PathOf(ParquetFile file) => InputSql.FullPath(file.Path);

    private bool HaveSameConstants() => input.Files.All(file => file.Constants.Count == input.Files[0].Constants.Count && file.Constants.All(
        mine => input.Files[0].Constants.Any(first => first.Type.Equals(mine.Type) && string.Equals(first.Name, mine.Name, StringComparison.OrdinalIgnoreCase))));

    private bool IsAlike(ParquetFile one, ParquetFile other, bool isPlain) =>
        other.Rows is null && other.Constants.SequenceEqual(one.Constants) && (isPlain || ReferenceEquals(_known!.SchemaOf(PathOf(one)), _known.SchemaOf(PathOf(other))));

    private void Scan(StringBuilder sql, IEnumerable<ParquetFile> files, ParquetFile file, string? columns)
    {
        if (columns is not null) sql.Append("SELECT ").Append(columns).Append(" FROM (");
        sql.Append(file.Rows is null ? "SELECT *" : "SELECT * EXCLUDE (file_row_number)");
        if (_known?.TypesOf(PathOf(file)) is { Count: > 0 } types)
            sql.Append($" REPLACE ({string.Join(", ", types.Select(column => $"{StorageForm.Restore(SqlLiteral.Name(column.Name), column.Type)} AS {SqlLiteral.Name(column.Name)}"))})");
        foreach (var constant in file.Constants)
            sql.Append($", CAST({(constant.Text is null ? "NULL" : SqlLiteral.Text(constant.Text))} AS {constant.Type}) AS {SqlLiteral.Name(constant.Name)}");
        sql.Append($" FROM read_parquet({SqlLiteral.List(files.Select(other => FilePattern.Of(PathOf(other))))}, hive_partitioning = false");
        // The option, not the virtual column: a file with a column of that name is then an error instead of a wrong filter.
        if (file.Rows is not null) sql.Append(", file_row_number = true");
        sql.Append(')');
        if (file.Rows is { } rows) sql.Append($" WHERE file_row_number BETWEEN {SqlLiteral.Number(rows.First)} AND {SqlLiteral.Number(rows.First + rows.Count - 1)}");
        if (columns is not null) sql.Append(')');
    }
}
