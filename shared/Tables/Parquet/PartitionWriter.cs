using Serverless.Tables.Errors;
using Serverless.Tables.Queries;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>One query to a file for each partition.</summary>
internal static class PartitionWriter
{
    public static IReadOnlyList<PartitionFile> Write(
        QueryScope scope, TableQuery query, string folder, IReadOnlyList<string> partitionBy, ParquetWriteOptions options, CancellationToken cancellationToken)
    {
        if (partitionBy.Count == 0) throw new ArgumentException("There is no column to partition by.", nameof(partitionBy));
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new ArgumentException($"The folder '{folder}' is not empty.", nameof(folder));
        var schema = new WrittenSchema(SelectStatement.Describe(scope, query, cancellationToken), partitionBy);
        var keys = partitionBy.Select(name => Find(schema.Seen, name)).ToList();
        if (keys.Count == schema.Seen.Columns.Count) throw new TableException(TableErrorKind.Binding, "All columns are partition columns: the files would have none.");
        // A key is text in a file's name: nested values, and those whose text is not all of them, are none.
        if (keys.Find(key => key.Type.Children.Count > 0 || key.Type.Kind is ColumnKind.Variant or ColumnKind.Geometry) is { } unfit)
            throw new TableException(TableErrorKind.Binding, $"A partition key cannot hold a {unfit.Type.Text}: '{unfit.Name}' ({unfit.Type.Text}, a partition key). Partition by a part of it, or by a text of yours.");
        var left = new TableSchema([.. schema.Seen.Columns.Where(column => !keys.Contains(column))]);
        try
        {
            return Copied(ParquetWriter.Copy(scope, query, folder, schema, [.. keys.Select(key => key.Name)], options, cancellationToken), keys, left);
        }
        catch (TableException e) when (e.IsLongName)
        {
            // DuckDB makes a folder of each value, and a file system takes no name of that length. No other failure of the disk is worth running the query again.
            Clear(folder);
            try
            {
                return LongKeyWriter.Write(scope, query, folder, schema, keys, left, options, cancellationToken);
            }
            catch
            {
                Clear(folder);
                throw;
            }
        }
        catch
        {
            Clear(folder);
            throw;
        }
    }

    // A failed partitioned write leaves files without a footer behind.
    private static void Clear(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static IReadOnlyList<PartitionFile> Copied(List<CopyRow> rows, List<TableColumn> keys, TableSchema left) =>
        [.. rows.Where(row => row.Rows > 0).Select(row => new PartitionFile(Keys(row, keys), row.File(left))).OrderBy(file => file.File.Path, StringComparer.Ordinal)];

    private static TableColumn Find(TableSchema schema, string name)
    {
        var index = schema.IndexOf(name);
        return index >= 0 ? schema.Columns[index] : throw new TableException(TableErrorKind.MissingColumn,
            $"The result has no column '{name}' to partition by. It has: {string.Join(", ", schema.Columns.Select(column => column.Name))}.");
    }

    private static PartitionKey[] Keys(CopyRow row, List<TableColumn> keys) =>
        [.. keys.Select(key => new PartitionKey(key.Name, key.Type, row.Keys.GetValueOrDefault(key.Name) ?? throw NullKey(key.Name, row.Rows)))];

    internal static TableException NullKey(string key, long rows) => new(TableErrorKind.NullKey,
        $"The partition column '{key}' has nulls ({rows} rows of one partition). A partition needs a value: filter them out, or replace them with coalesce({key}, ...).");
}
