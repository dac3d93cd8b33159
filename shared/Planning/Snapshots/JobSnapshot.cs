using System.Collections.Immutable;

namespace Serverless.Planning.Snapshots;

/// <summary>What Resolve found for the reads of a job: the I/O that planning rests on, done once and kept. Immutable; stored by its hash.</summary>
public sealed record JobSnapshot
{
    /// <summary>One for each read whose data is there, by node name.</summary>
    public required ImmutableSortedDictionary<string, ReadSnapshot> Reads { get; init; }

    /// <summary>Reads whose data this job has yet to write: whatever depends on them is planned at a later stage.</summary>
    public ImmutableSortedSet<string> Pending { get; init; } = [];

    /// <summary>Lists of this job that are stored and that something takes element by element, by node name.</summary>
    public ImmutableSortedDictionary<string, ListSnapshot> Lists { get; init; } = ImmutableSortedDictionary<string, ListSnapshot>.Empty;

    /// <summary>How large stored tables of this job are, by node name, where planning asks for it; null: none yet.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, SizeSnapshot>? Sizes { get; init; }
}

/// <summary>A stored list: how many elements its parts hold.</summary>
/// <param name="Ends">For each part the number of elements in it and those before.</param>
public sealed record ListSnapshot(ImmutableArray<long> Ends)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public long Count => Ends.IsEmpty ? 0 : Ends[^1];
}

/// <summary>A stored collection of tables.</summary>
/// <param name="Bytes">Of all of its parts.</param>
public sealed record SizeSnapshot(long Bytes);

/// <summary>One read, resolved.</summary>
public sealed record ReadSnapshot
{
    /// <summary>Identifies the content: dataset version and file list, or paths with lengths and times. Goes into the token.</summary>
    public required string Version { get; init; }

    public required ImmutableArray<PartitionSnapshot> Partitions { get; init; }

    /// <summary>The version of the dataset's log; -1: it has none. Null: it is no dataset of ours. A replacement of the dataset in the same job is made from it.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public long? LogVersion { get; init; }

    /// <summary>The columns that every file is read as, keys included; null: as the files have them.</summary>
    public ImmutableArray<ReadColumn>? Columns { get; init; }

    /// <summary>Whether files may have times without a zone, which are UTC, where <see cref="Columns"/> have instants, and days where they have times: those of Delta tables do.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasLooseTimes { get; init; }
}

/// <summary>A column of what is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As SQL.</param>
public sealed record ReadColumn(string Name, string Type);

/// <summary>One partition: a Parquet file, or row groups of it.</summary>
public sealed record PartitionSnapshot
{
    /// <summary>Blob name in the tenant's container, or a path of this machine when <see cref="IsLocalFile"/>.</summary>
    public required string File { get; init; }

    public bool IsLocalFile { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>What tells the file from another one of its name: it must be the same when it is opened. Null: not looked at.</summary>
    public string? Identity { get; init; }

    /// <summary>First row of this partition in the file; with <see cref="RowCount"/>. Null: the whole file.</summary>
    public long? FirstRow { get; init; }

    public long? RowCount { get; init; }

    /// <summary>Columns that stand in the label and not in the file.</summary>
    public ImmutableArray<KeyColumn> Keys { get; init; } = [];
}

/// <summary>A column with one value for a whole partition.</summary>
/// <param name="Name">Of the column.</param>
/// <param name="Value">As text.</param>
/// <param name="Type">SQL type to read it as; <c>VARCHAR</c> when none was recorded.</param>
public sealed record KeyColumn(string Name, string Value, string Type);
