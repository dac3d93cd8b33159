using System.Collections.Immutable;
using Serverless.Datasets.Schemas;

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

    /// <summary>The new partitions take the place of those with the same values of the partition keys; all others stay.</summary>
    OverwritePartitions,
}

/// <summary>A change of a dataset: its files are stored already; one conditional write makes them visible.</summary>
public sealed record DatasetCommit
{
    public required DatasetId Id { get; init; }

    /// <summary>The table that the files are of.</summary>
    public string Table { get; init; } = DatasetManifest.DefaultTable;

    /// <summary>Identifies this commit, as job and node: the same one again changes nothing, whatever was committed since.</summary>
    public required string CommitId { get; init; }

    /// <summary>Identifies what it makes of the dataset: another commit of equal token gives the same. Commits of earlier builds are known by it.</summary>
    public required string Token { get; init; }

    public required WriteMode Mode { get; init; }

    /// <summary>Whether what is there stays, as a whole or in part: then the new data has to fit to it.</summary>
    public bool IsKeeping => Mode is WriteMode.Append or WriteMode.OverwritePartitions;

    public required ImmutableArray<string> PartitionKeys { get; init; }

    /// <summary>Of all new files; null when there is no row and nothing is known of the columns.</summary>
    public DatasetSchema? Schema { get; init; }

    /// <summary>
    /// The version that this was made from (-1: one without a log): what others committed since is refused and not overwritten. Null: it
    /// was made from nothing that the dataset holds, and comes after whatever is there.
    /// </summary>
    public long? Base { get; init; }

    /// <summary>What comes in; labels are unique.</summary>
    public required ImmutableArray<DatasetPartition> Added { get; init; }
}
