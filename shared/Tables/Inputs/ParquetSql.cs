using System.Text;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>Parquet files as one SELECT. Columns go together by name, also of partitions whose keys differ or that are row ranges, which are scans of their own.</summary>
internal static class ParquetSql
{
    public static string Select(string name, ParquetInput input, FileSchemas schemas)
    {
        if (input.Files.Count == 0 && input.Schema is null) throw new ArgumentException("A Parquet input has no files. Rows of none are an EmptyInput with a schema.", nameof(input));
        var rows = input.Files.Count == 0 ? InputSql.Empty(input.Schema!) : Rows(name, input, schemas);
        if (input.Columns is null && input.Where.Count == 0) return rows;
        var columns = input.Columns is { } names ? string.Join(", ", names.Select(SqlLiteral.Name)) : "*";
        var where = input.Where.Count == 0 ? "" : $" WHERE {FilterSql.Of(input.Where, input.Schema ?? schemas.Describe(rows))}";
        return $"SELECT {columns} FROM ({rows}){where}";
    }

    /// <summary>The reading of files that differ in nothing but their path.</summary>
    /// <param name="files">One, where it is cut to rows.</param>
    /// <param name="columns">What is selected of them, in the types that they had.</param>
    /// <param name="schemas">Knows these types.</param>
    public static string Scan(IReadOnlyList<ParquetFile> files, string columns, FileSchemas schemas)
    {
        var (rows, types) = (files[0].Rows, schemas.TypesOf(PathOf(files[0])));
        // The option, not the virtual column: a file with a column of that name is then an error instead of a wrong filter.
        var from = $"read_parquet({SqlLiteral.List(files.Select(file => FilePattern.Of(PathOf(file))))}, hive_partitioning = false{(rows is null ? "" : ", file_row_number = true")})";
        if (types.Count > 0)
        {
            var restored = types.Select(column => $"{StorageForm.Restore(SqlLiteral.Name(column.Name), column.Type)} AS {SqlLiteral.Name(column.Name)}");
            from = $"(SELECT * REPLACE ({string.Join(", ", restored)}) FROM {from})";
        }
        var where = rows is { } range ? $" WHERE file_row_number BETWEEN {SqlLiteral.Number(range.First)} AND {SqlLiteral.Number(range.First + range.Count - 1)}" : "";
        return $"SELECT {columns} FROM {from}{where}";
    }

    /// <summary>The value that a constant column has in all rows of a file.</summary>
    public static string Constant(ConstantColumn constant) => $"CAST({(constant.Text is null ? "NULL" : SqlLiteral.Text(constant.Text))} AS {constant.Type.Text})";

    public static string PathOf(ParquetFile file) => InputSql.FullPath(file.Path);

    private static string Rows(string name, ParquetInput input, FileSchemas schemas)
    {
        var paths = input.Files.Select(PathOf).Distinct(StringComparer.Ordinal).ToList();
        var hasSameConstants = HaveSameConstants(input.Files);
        schemas.Load(paths, input.IsOurs);
        if (!input.IsOurs) ColumnNames.Check(name, input, schemas);
        if (input.Schema is { } schema) return ConformedSql.Of(input, schema, schemas);
        return hasSameConstants && (paths.Count == 1 || schemas.AreAlike) ? Alike(input, schemas) : ConformedSql.Of(input, MergedSchema.Of(name, input, schemas), schemas);
    }

    // All files have the same columns, and nothing needs to be matched but constants, which may stand in another order.
    private static string Alike(ParquetInput input, FileSchemas schemas)
    {
        var sql = new StringBuilder();
        for (var start = 0; start < input.Files.Count;)
        {
            // Files that differ in nothing but their path are one scan: hundreds of scans would cost more than the reading.
            var first = input.Files[start];
            var end = start + 1;
            while (first.Rows is null && end < input.Files.Count && input.Files[end].Rows is null && input.Files[end].Constants.SequenceEqual(first.Constants)) end++;
            if (sql.Length > 0) sql.Append(" UNION ALL BY NAME ");
            var constants = first.Constants.Select(constant => $", {Constant(constant)} AS {SqlLiteral.Name(constant.Name)}");
            sql.Append(Scan([.. input.Files.Skip(start).Take(end - start)], (first.Rows is null ? "*" : "* EXCLUDE (file_row_number)") + string.Concat(constants), schemas));
            start = end;
        }
        return sql.ToString();
    }

    private static bool HaveSameConstants(IReadOnlyList<ParquetFile> files) => files.All(file => file.Constants.Count == files[0].Constants.Count && file.Constants.All(
        mine => files[0].Constants.Any(first => first.Type.Equals(mine.Type) && string.Equals(first.Name, mine.Name, StringComparison.OrdinalIgnoreCase))));
}
