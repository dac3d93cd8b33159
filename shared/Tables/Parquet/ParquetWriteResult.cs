using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>A written Parquet file.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Schema">Its columns, as a reader sees them: HUGEINT is DECIMAL(38,0), an enum is VARCHAR.</param>
/// <param name="Columns">Statistics by top-level column; nested columns have none.</param>
public sealed record ParquetWriteResult(string Path, long Rows, long Bytes, TableSchema Schema, IReadOnlyDictionary<string, ColumnStatistics> Columns);

/// <summary>A written file of a partitioned write.</summary>
/// <param name="Keys">The partition's values as text (DuckDB's cast to VARCHAR), in the order of the partition columns.</param>
/// <param name="File">The file, without the partition columns.</param>
public sealed record PartitionFile(IReadOnlyList<PartitionKey> Keys, ParquetWriteResult File);

/// <summary>A partition column and the value that all rows of the partition have.</summary>
public sealed record PartitionKey(string Name, ColumnType Type, string Text);

/// <summary>What a file says of a column's values.</summary>
/// <param name="Min">The least value as text; null when unknown (all null, nested, or not written).</param>
/// <param name="Max">The greatest.</param>
/// <param name="NullCount">Rows that are null; null when unknown.</param>
/// <param name="CompressedBytes">Bytes of the column's pages.</param>
public sealed record ColumnStatistics(string? Min, string? Max, long? NullCount, long CompressedBytes)
{
    /// <summary>Whether a floating number is NaN, which no bound tells; null when unknown.</summary>
    public bool? HasNaN { get; init; }
}
