using System.Collections.Immutable;

namespace Serverless.Datasets.Delta;

/// <summary>What a log comes to at one version. Immutable.</summary>
/// <param name="Version">From 0.</param>
/// <param name="Protocol">In force.</param>
/// <param name="Metadata">In force.</param>
/// <param name="Files">In the table, by path.</param>
/// <param name="Removed">Files that were in it; of late, where a checkpoint stands for what was before.</param>
/// <param name="Transactions">By application.</param>
/// <param name="Last">Of the newest entry; null: it has none, or is not there any longer.</param>
internal sealed record DeltaState(
    long Version,
    DeltaProtocol Protocol,
    DeltaMetadata Metadata,
    ImmutableArray<DeltaAdd> Files,
    ImmutableArray<DeltaRemove> Removed,
    ImmutableDictionary<string, DeltaTransaction> Transactions,
    DeltaCommitInfo? Last)
{
    /// <summary>The version that the newest checkpoint stands for; 0: there is none.</summary>
    public long Checkpoint { get; init; }

    /// <summary>As a reader sees it.</summary>
    /// <param name="table">The folder.</param>
    /// <exception cref="FormatException">Something is missing, or a file lies elsewhere.</exception>
    /// <exception cref="DatasetUnreadableException">It needs what is not known.</exception>
    public DeltaSnapshot Snapshot(DatasetId table)
    {
        if (DeltaFeatures.Problem(Protocol, Metadata, Files) is { } problem) throw new DatasetUnreadableException(table, problem);
        var columns = DeltaSchema.Read(Metadata.SchemaString ?? throw new FormatException("its metadata has no schema"));
        foreach (var key in Metadata.PartitionColumns.Where(k => columns.All(c => c.Name != k))) throw new FormatException($"the partition column '{key}' is not in the schema");
        var files = Files.Select(f => FileOf(table, f)).OrderBy(f => f.Blob).ToImmutableArray();
        return new DeltaSnapshot(
            table, Version, Metadata.Id, columns, Metadata.PartitionColumns, files, Transactions.ToImmutableSortedDictionary(t => t.Key, t => t.Value.Version, StringComparer.Ordinal));
    }

    private DeltaFile FileOf(DatasetId table, DeltaAdd add)
    {
        var keys = ImmutableArray.CreateBuilder<KeyValuePair<string, string?>>();
        foreach (var key in Metadata.PartitionColumns)
        {
            if (!add.PartitionValues.TryGetValue(key, out var value)) throw new FormatException($"the file '{add.Path}' has no value of the partition column '{key}'");
            // The protocol's text has no other way to say null for columns that are not text, and says it for text too.
            keys.Add(new(key, value is "" ? null : value));
        }
        return new DeltaFile(DeltaPath.Resolve(table.Value, add.Path), add.Size, keys.ToImmutable());
    }
}
