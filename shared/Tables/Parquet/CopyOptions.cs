using System.Text;
using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>Options of COPY as SQL.</summary>
internal static class CopyOptions
{
    public static string Text(ParquetWriteOptions options, IReadOnlyList<string> partitionBy, string? types)
    {
        if (options.RowGroupSize < 1) throw new ArgumentOutOfRangeException(nameof(options), options.RowGroupSize, "RowGroupSize is at least 1.");
        var sql = new StringBuilder($"FORMAT parquet, COMPRESSION {Codec(options.Compression)}, ROW_GROUP_SIZE {options.RowGroupSize}, RETURN_STATS, GEOPARQUET_VERSION 'V2'");
        var metadata = options.Metadata.ToDictionary(StringComparer.Ordinal);
        if (types is not null) metadata[WrittenSchema.TypesKey] = types;
        if (metadata.Count > 0)
        {
            // Sorted, so that equal metadata makes equal bytes.
            var pairs = metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{SqlLiteral.Name(pair.Key)}: {SqlLiteral.Text(pair.Value)}");
            sql.Append($", KV_METADATA {{{string.Join(", ", pairs)}}}");
        }
        if (partitionBy.Count > 0) sql.Append($", PARTITION_BY ({string.Join(", ", partitionBy.Select(SqlLiteral.Name))})");
        return sql.ToString();
    }

    private static string Codec(ParquetCompression compression) => compression switch
    {
        ParquetCompression.Zstd => "zstd",
        ParquetCompression.Snappy => "snappy",
        ParquetCompression.Lz4 => "lz4_raw",
        ParquetCompression.Gzip => "gzip",
        ParquetCompression.None => "uncompressed",
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "No such codec."),
    };
}
