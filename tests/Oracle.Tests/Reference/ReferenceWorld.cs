namespace Serverless.Oracle.Tests.Reference;

/// <summary>What is there before a document runs.</summary>
internal sealed class ReferenceWorld
{
    /// <summary>Datasets by name.</summary>
    public Dictionary<string, ReferenceDataset> Datasets { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths of files with text, by the name that documents use.</summary>
    public SortedDictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Parquet files by the name that documents use.</summary>
    public SortedDictionary<string, ReferenceFile> Files { get; } = new(StringComparer.Ordinal);
}

/// <summary>A dataset whose partitions have a file each.</summary>
/// <param name="KeyNames">Columns that the partitions are of.</param>
/// <param name="Parts">In the order of the dataset: keys as <c>m=1</c>, and the rows.</param>
internal sealed record ReferenceDataset(IReadOnlyList<string> KeyNames, IReadOnlyList<(string Keys, ReferenceTable Table)> Parts);

/// <summary>A file of this machine.</summary>
/// <param name="Table">Its rows, in order.</param>
/// <param name="GroupRows">Rows of a row group.</param>
internal sealed record ReferenceFile(ReferenceTable Table, IReadOnlyList<long> GroupRows);
