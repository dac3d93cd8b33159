using Serverless.Tables.Instances;

namespace Serverless.Tables.Parquet;

/// <summary>One query to a file for each partition.</summary>
internal static class PartitionWriter
{
    public static IReadOnlyList<PartitionFile> Write(
        QueryScope scope, TableQuery query, string folder, IReadOnlyList<string> partitionBy, ParquetWriteOptions options, CancellationToken cancellationToken)
    {
        if (partitionBy.Count == 0) throw new ArgumentException("There is no column to partition by.", nameof(partitionBy));
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new ArgumentException($"The folder '{folder}' is not empty.", nameof(folder));
        var schema = new WrittenSchema(TableSession.Describe(scope, query, cancellationToken), partitionBy);
        var keys = partitionBy.Select(name => Find(schema.Written, name)).ToList();
        if (keys.Count == schema.Written.Columns.Count) throw new TableException(TableErrorKind.Binding, "All columns are partition columns: the files would have none.");
        var left = new TableSchema([.. schema.Written.Columns.Where(column => !keys.Contains(column))]);
        try
        {
            return Copied(ParquetWriter.Copy(scope, query, folder, schema, [.. keys.Select(key => key.Name)], options, cancellationToken), keys, left);
        }
        catch (TableException e) when (e.Kind == TableErrorKind.Io && keys.Exists(key => key.Type.Kind is ColumnKind.Varchar or ColumnKind.Blob))
        {
            // DuckDB makes a folder of each value, and a file system takes no name of that length.
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
