using Serverless.Tables.Schema;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>What a Parquet file's footer says.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">All rows.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="Schema">Columns as they are in the file.</param>
/// <param name="RowGroups">In order.</param>
/// <param name="Metadata">Key-value metadata; values that are no UTF-8 are left out.</param>
/// <param name="CreatedBy">The program that wrote it.</param>
public sealed record ParquetInfo(
    string Path, long Rows, long Bytes, TableSchema Schema, IReadOnlyList<RowGroupInfo> RowGroups, IReadOnlyDictionary<string, string> Metadata, string CreatedBy)
{
    /// <summary>The file notes other types of columns than it holds (<see cref="ColumnType.InFiles"/>): a query sees those.</summary>
    public bool HasOtherTypes => Metadata.TryGetValue(WrittenSchema.TypesKey, out var types) && WrittenSchema.Read(types).Any(column => !StorageForm.Of(column.Type).Equals(column.Type));
}

/// <summary>A row group: the least that is read on its own.</summary>
/// <param name="Rows">Which rows of the file.</param>
/// <param name="CompressedBytes">Bytes of all its pages.</param>
/// <param name="Columns">Statistics by top-level column; nested columns have none.</param>
public sealed record RowGroupInfo(RowRange Rows, long CompressedBytes, IReadOnlyDictionary<string, ColumnStatistics> Columns);
