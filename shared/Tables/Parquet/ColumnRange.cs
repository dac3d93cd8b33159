

using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>Where a part of a top-level column lies: the pages of one row group, or its Bloom filter.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Group">The row group's rows.</param>
/// <param name="Start">In the file, bytes.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ColumnRange(string Column, RowRange Group, long Start, long Length);
