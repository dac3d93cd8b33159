using System.Globalization;
using System.Text;
using Serverless.Tables.Instances;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>Reads footers with DuckDB: those that <see cref="FooterReader"/> does not, and damaged ones, which it tells apart.</summary>
internal static class ParquetInspector
{
    public static ParquetInfo Inspect(Connection connection, string path, CancellationToken cancellationToken)
    {
        var (createdBy, rows, bytes) = Rows(connection, path, "SELECT created_by, num_rows, file_size_bytes FROM parquet_file_metadata($path)",
            row => ((string?)row.Value(0) ?? "", Long(row.Value(1)), Long(row.Value(2))), cancellationToken)[0];
        var metadata = Rows(connection, path, "SELECT key, value FROM parquet_kv_metadata($path)", row => ((byte[]?)row.Value(0), (byte[]?)row.Value(1)), cancellationToken);
        var columns = Rows(connection, path,
            """
            SELECT row_group_id, row_group_num_rows, path_in_schema, coalesce(stats_min_value, stats_min), coalesce(stats_max_value, stats_max), stats_null_count, total_compressed_size
            FROM parquet_metadata($path) ORDER BY row_group_id, column_id
            """,
            row => new ColumnChunk(Long(row.Value(0)), Long(row.Value(1)), (string)row.Value(2)!,
                new ColumnStatistics((string?)row.Value(3), (string?)row.Value(4), row.Value(5) is long nulls ? nulls : null, Long(row.Value(6)))), cancellationToken);
        using var statement = connection.Prepare(Text($"SELECT * FROM read_parquet({SqlLiteral.Text(FilePattern.Of(path))}, hive_partitioning = false)", path), cancellationToken);
        return new ParquetInfo(path, rows, bytes, statement.Schema(), Groups(columns), Decode(metadata), createdBy);
    }

    private static List<RowGroupInfo> Groups(List<ColumnChunk> chunks)
    {
        var groups = new List<RowGroupInfo>();
        long first = 0;
        foreach (var group in chunks.GroupBy(chunk => chunk.Group))
        {
            // A nested column's path has a comma and a space between its parts.
            var columns = group.Where(chunk => !chunk.Path.Contains(", ", StringComparison.Ordinal)).ToDictionary(chunk => chunk.Path, chunk => chunk.Statistics, StringComparer.Ordinal);
            var rows = group.First().Rows;
            groups.Add(new RowGroupInfo(new RowRange(first, rows), group.Sum(chunk => chunk.Statistics.CompressedBytes), columns));
            first += rows;
        }
        return groups;
    }

    private static Dictionary<string, string> Decode(List<(byte[]? Key, byte[]? Value)> pairs)
    {
        var decoded = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            try
            {
                decoded[StrictUtf8.Encoding.GetString(key ?? [])] = StrictUtf8.Encoding.GetString(value ?? []);
            }
            catch (DecoderFallbackException)
            {
                // Bytes of another program; nothing of ours reads them.
            }
        }
        return decoded;
    }

    private static List<T> Rows<T>(Connection connection, string path, string sql, Func<ResultRows, T> read, CancellationToken cancellationToken)
    {
        using var statement = connection.Prepare(Text(sql, path), cancellationToken);
        statement.Bind(new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = FilePattern.Of(path) });
        using var result = statement.Execute(cancellationToken);
        using var rows = new ResultRows(result);
        var list = new List<T>();
        while (rows.Next()) list.Add(read(rows));
        return list;
    }

    private static SqlText Text(string sql, string path) => new(sql, Files: [new InputFile(Path.GetFileName(path), path)]);

    private static long Long(object? value) => Convert.ToInt64(value ?? 0L, CultureInfo.InvariantCulture);

    private sealed record ColumnChunk(long Group, long Rows, string Path, ColumnStatistics Statistics);
}
