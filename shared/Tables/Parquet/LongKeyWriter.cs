using System.Globalization;
using Serverless.Tables.Queries;
using Serverless.Tables.Reading;
using Serverless.Tables.Schema;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>
/// Partitions whose values are no folder names, as they are too long: staged once as a whole, then cut by a hash of the keys. What the file is called in the
/// end is not this layer's, and may be longer.
/// </summary>
internal static class LongKeyWriter
{
    public static IReadOnlyList<PartitionFile> Write(
        QueryScope scope, TableQuery query, string folder, WrittenSchema schema, IReadOnlyList<TableColumn> keys, TableSchema left, ParquetWriteOptions options, CancellationToken cancellationToken)
    {
        var whole = $"{folder}.whole";
        try
        {
            ParquetWriter.Copy(scope, query, whole, schema, [], options with { Compression = ParquetCompression.Lz4, Metadata = new Dictionary<string, string>(StringComparer.Ordinal) }, cancellationToken);
            var source = $"read_parquet({SqlLiteral.Text(whole)}, hive_partitioning = false)";
            var cut = schema.Seen.NewName("cut");
            var hash = $"md5(concat_ws('|', {string.Join(", ", keys.Select(key => $"md5(CAST({SqlLiteral.Name(key.Name)} AS VARCHAR))"))}))";
            var values = Values(scope, source, hash, keys, cancellationToken);
            var sql = $"COPY (SELECT * EXCLUDE ({string.Join(", ", keys.Select(key => SqlLiteral.Name(key.Name)))}), {hash} AS {SqlLiteral.Name(cut)} FROM {source}) TO {SqlLiteral.Text(folder)} ({CopyOptions.Text(options, [cut], schema.Types)})";
            using var result = scope.Connection.Query(new SqlText(sql), cancellationToken);
            using var rows = new ResultRows(result);
            var files = new List<PartitionFile>();
            while (rows.Next())
            {
                var row = CopyRow.Read(rows);
                if (row.Rows > 0) files.Add(new PartitionFile(values[row.Keys[cut]!], row.File(left)));
            }
            return [.. files.OrderBy(file => file.File.Path, StringComparer.Ordinal)];
        }
        finally
        {
            File.Delete(whole);
        }
    }

    private static Dictionary<string, IReadOnlyList<PartitionKey>> Values(QueryScope scope, string source, string hash, IReadOnlyList<TableColumn> keys, CancellationToken cancellationToken)
    {
        var texts = string.Join(", ", keys.Select(key => $"CAST({SqlLiteral.Name(key.Name)} AS VARCHAR)"));
        using var result = scope.Connection.Query(new SqlText($"SELECT {hash}, count(*), {texts} FROM {source} GROUP BY ALL"), cancellationToken);
        using var rows = new ResultRows(result);
        var values = new Dictionary<string, IReadOnlyList<PartitionKey>>(StringComparer.Ordinal);
        while (rows.Next())
        {
            var count = Convert.ToInt64(rows.Value(1), CultureInfo.InvariantCulture);
            values[(string)rows.Value(0)!] = [.. keys.Select((key, i) => new PartitionKey(key.Name, key.Type, (string?)rows.Value(i + 2) ?? throw PartitionWriter.NullKey(key.Name, count)))];
        }
        return values;
    }
}
