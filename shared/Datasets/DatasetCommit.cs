using System.Collections.Immutable;

namespace Serverless.Datasets;

/// <summary>What a write does to the dataset that is there. Names are part of the job document.</summary>
public enum WriteMode
{
    /// <summary>The dataset must not exist.</summary>
    Create,

    /// <summary>The new partitions are all that is in it from then on.</summary>
    Replace,

    /// <summary>The new partitions come on top.</summary>
    Append,
}

/// <summary>A change of a dataset: its files are stored already; one conditional write makes them visible.</summary>
public sealed record DatasetCommit
{
    public required DatasetId Id { get; init; }

    /// <summary>Identifies this commit: the same one again changes nothing.</summary>
    public required string CommitId { get; init; }

    public required WriteMode Mode { get; init; }

    public required ImmutableArray<string> PartitionKeys { get; init; }

    /// <summary>SQL types of the keys, in order; empty when unknown. Kept in the metadata, for readers that want more than text.</summary>
    public ImmutableArray<string> KeyTypes { get; init; } = [];

    /// <summary>What comes in; labels are unique.</summary>
    public required ImmutableArray<DatasetPartition> Added { get; init; }
}

/// <summary>A manifest with the version of its blob, on which the next commit is conditional.</summary>
public sealed record DatasetVersion(DatasetManifest Manifest, Storage.ETag ETag);
