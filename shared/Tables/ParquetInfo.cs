namespace Serverless.Tables;

/// <summary>What a Parquet file's footer says.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">All rows.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="Schema">Columns as a query sees them.</param>
/// <param name="RowGroups">In order.</param>
/// <param name="Metadata">Key-value metadata; values that are no UTF-8 are left out.</param>
/// <param name="CreatedBy">The program that wrote it.</param>
public sealed record ParquetInfo(
    string Path, long Rows, long Bytes, TableSchema Schema, IReadOnlyList<RowGroupInfo> RowGroups, IReadOnlyDictionary<string, string> Metadata, string CreatedBy);

/// <summary>A row group: the least that is read on its own.</summary>
/// <param name="Rows">Which rows of the file.</param>
/// <param name="CompressedBytes">Bytes of all its pages.</param>
/// <param name="Columns">Statistics by top-level column; nested columns have none.</param>
public sealed record RowGroupInfo(RowRange Rows, long CompressedBytes, IReadOnlyDictionary<string, ColumnStatistics> Columns);
