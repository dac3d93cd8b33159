using System.Text.Json.Serialization;

namespace Serverless.Store.Records;

/// <summary>Says that a range of a node's tasks is finished, and where the results are.</summary>
public sealed record LedgerRecord
{
    /// <summary>Index of the first task.</summary>
    public required long First { get; init; }

    /// <summary>Index of the last task, inclusive.</summary>
    public required long Last { get; init; }

    /// <summary>The blob with the results of the range, one part a task (see ResultBlob); null when the results are files of a dataset, or nothing.</summary>
    public string? Blob { get; init; }

    /// <summary>
    /// What would be in that blob, where it is small and its node has few tasks: one write and one read fewer. Null: there is a blob, or nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Inline { get; init; }

    /// <summary>Which part of the blob is that of <see cref="First"/>: 0 but where results were taken over from tasks of other numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int FirstPart { get; init; }

    /// <summary>How many parts the blob has; null: as many as there are tasks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BlobParts { get; init; }

    /// <summary>Hashes of the large values that parts of the blob refer to; null: none.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Hashes of the stored streams whose names stand in the results; null: none.</summary>
    public IReadOnlyList<string>? Streams { get; init; }

    /// <summary>Bytes of the blob, or of the files; those of large values are not in it.</summary>
    public long Bytes { get; init; }

    /// <summary>Rows in the results; 0 where they are not tables.</summary>
    public long Rows { get; init; }

    /// <summary>Seconds that it took: what the cache saves.</summary>
    public double Seconds { get; init; }

    /// <summary>Files that were written for a dataset and wait for its commit.</summary>
    public IReadOnlyList<WrittenFile> Files { get; init; } = [];

    /// <summary>The folder of those files, as <c>flights/table</c>: a file that is gone makes the record a miss. Null where earlier builds wrote it, and where there are none.</summary>
    public string? Folder { get; init; }

    /// <summary>The columns of what tasks wrote for a dataset; null where earlier builds wrote it, and where nothing was written for one.</summary>
    public IReadOnlyList<WrittenShape>? Shapes { get; init; }

    /// <summary>The job that made it, for people.</summary>
    public string? Job { get; init; }

    public long Tasks => Last - First + 1;

    /// <summary>Whether results stand behind it that are read part by part, and are no files of a dataset.</summary>
    internal bool HasParts => Blob is not null || Inline is not null;

    /// <summary>Whether it says the same of where its results are.</summary>
    internal bool HasSameResults(LedgerRecord other) => Blob == other.Blob && Inline.AsSpan().SequenceEqual(other.Inline);

    internal int PartsInBlob => (int)(BlobParts ?? Tasks);

    internal int PartOf(long task) => (int)(task - First) + FirstPart;
}

/// <summary>One file of a dataset, stored and not yet visible.</summary>
/// <param name="Task">Index of the task that wrote it.</param>
/// <param name="Label">Its partition's label.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its size.</param>
public sealed record WrittenFile(long Task, string Label, long Rows, long Bytes)
{
    /// <summary>SQL types of the label's keys, in order: text alone would not tell 1 from "1".</summary>
    public IReadOnlyList<string> KeyTypes { get; init; } = [];

    /// <summary>What is known of its values, as a Delta log has it; null: nothing, as of earlier builds.</summary>
    public string? Statistics { get; init; }
}
