using System.Collections.Immutable;

namespace Serverless.Tables.Parquet;

/// <summary>How Parquet files are written.</summary>
public sealed record ParquetWriteOptions
{
    /// <summary>Default zstd: 4 % slower to write than snappy, a sixth smaller.</summary>
    public ParquetCompression Compression { get; init; } = ParquetCompression.Zstd;

    /// <summary>Rows of a row group, rounded up to a multiple of 2,048. Default 122,880.</summary>
    public int RowGroupSize { get; init; } = 122_880;

    /// <summary>Key-value metadata of the file; text, as other readers refuse bytes that are no UTF-8.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>Codecs of Parquet pages.</summary>
public enum ParquetCompression
{
    Zstd,
    Snappy,
    Lz4,
    Gzip,
    None,
}
