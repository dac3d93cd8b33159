using System.Collections.Immutable;

namespace Serverless.Datasets.Delta;

/// <summary>One line of a Delta log. Field names and meaning: Delta Transaction Log Protocol, section "Actions".</summary>
internal abstract record DeltaAction;

/// <summary>What a reader and a writer must know.</summary>
/// <param name="MinReaderVersion">From 3 on <paramref name="ReaderFeatures"/> says it.</param>
/// <param name="MinWriterVersion">From 7 on <paramref name="WriterFeatures"/> says it.</param>
/// <param name="ReaderFeatures">By name.</param>
/// <param name="WriterFeatures">By name.</param>
internal sealed record DeltaProtocol(int MinReaderVersion, int MinWriterVersion, ImmutableArray<string> ReaderFeatures, ImmutableArray<string> WriterFeatures) : DeltaAction;

/// <summary>Schema and settings of the table from this version on.</summary>
/// <param name="Id">A UUID; it stays.</param>
/// <param name="SchemaString">JSON; see <see cref="DeltaSchema"/>. Null: there is none, which is no table yet.</param>
/// <param name="PartitionColumns">Names, in order.</param>
/// <param name="Configuration">Table properties, as <c>delta.columnMapping.mode</c>.</param>
internal sealed record DeltaMetadata(
    string Id, string? SchemaString, ImmutableArray<string> PartitionColumns, ImmutableSortedDictionary<string, string> Configuration) : DeltaAction
{
    /// <summary>Milliseconds since 1970; null: not said.</summary>
    public long? CreatedTime { get; init; }
}

/// <summary>A file that is in the table from this version on.</summary>
/// <param name="Path">As it stands in the log: relative to the table's folder, encoded as a URI.</param>
/// <param name="PartitionValues">Text by partition column; null is null.</param>
/// <param name="Size">Bytes.</param>
internal sealed record DeltaAdd(string Path, ImmutableSortedDictionary<string, string?> PartitionValues, long Size) : DeltaAction
{
    /// <summary>Which rows of the file are deleted: the identity of a deletion vector; null: none.</summary>
    public string? DeletionVector { get; init; }

    /// <summary>JSON: rows, minima, maxima and nulls by column. Null: not counted.</summary>
    public string? Statistics { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long ModificationTime { get; init; }
}

/// <summary>A file that is in the table no longer.</summary>
internal sealed record DeltaRemove(string Path, string? DeletionVector) : DeltaAction
{
    /// <summary>Milliseconds since 1970: readers of older versions may need the file for a while after it. Null: not said.</summary>
    public long? DeletionTime { get; init; }
}

/// <summary>How far an application has written, for writes that happen once.</summary>
internal sealed record DeltaTransaction(string Application, long Version) : DeltaAction
{
    /// <summary>Milliseconds since 1970; null: not said.</summary>
    public long? LastUpdated { get; init; }
}

/// <summary>How an entry came to be. Ours name more than the protocol asks for.</summary>
/// <param name="Time">Milliseconds since 1970.</param>
/// <param name="Operation">As <c>WRITE</c>.</param>
internal sealed record DeltaCommitInfo(long Time, string Operation) : DeltaAction
{
    /// <summary>As <c>Append</c>; null: not said.</summary>
    public string? Mode { get; init; }

    /// <summary>Of our commit: job and node. Null: another program's.</summary>
    public string? Commit { get; init; }

    /// <summary>Of our commit: another one of equal token makes the same of the dataset. Null: no one knows.</summary>
    public string? Token { get; init; }

    /// <summary>SHA-256 of the manifest that mirrors the version.</summary>
    public string? Manifest { get; init; }
}

/// <summary>A file with more actions of a checkpoint of the second form, below <c>_delta_log/_sidecars</c>.</summary>
internal sealed record DeltaSidecar(string Path) : DeltaAction;
