using System.Collections.Immutable;
using Serverless.Storage;

namespace Serverless.Datasets.Delta;

/// <summary>One version of a Delta table. Immutable.</summary>
/// <param name="Table">Its folder.</param>
/// <param name="Version">From 0.</param>
/// <param name="Id">The table's UUID; another table of the same name has another.</param>
/// <param name="Columns">In order, partition columns among them.</param>
/// <param name="PartitionColumns">Names, in order.</param>
/// <param name="Files">By name.</param>
/// <param name="Transactions">How far each application has written.</param>
public sealed record DeltaSnapshot(
    DatasetId Table,
    long Version,
    string Id,
    ImmutableArray<Schemas.DatasetColumn> Columns,
    ImmutableArray<string> PartitionColumns,
    ImmutableArray<DeltaFile> Files,
    ImmutableSortedDictionary<string, long> Transactions);

/// <summary>A Parquet file of the table.</summary>
/// <param name="Blob">Where it lies.</param>
/// <param name="Bytes">As the log says.</param>
/// <param name="Keys">The text of partition columns, which are in no file; null is null.</param>
public sealed record DeltaFile(BlobName Blob, long Bytes, ImmutableArray<KeyValuePair<string, string?>> Keys);
