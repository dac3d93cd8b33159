using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Serverless.Datasets;

/// <summary>One version of a dataset: which files are in it. Immutable; stored as kartothek v4's JSON (see <see cref="ManifestJson"/>).</summary>
public sealed record DatasetManifest
{
    /// <summary>The table of datasets that have one.</summary>
    public const string DefaultTable = "table";

    internal const string KeyTypesKey = "serverless_key_types";

    public required DatasetId Id { get; init; }

    /// <summary>Columns that the labels carry, in order. They are not in the data files.</summary>
    public required ImmutableArray<string> PartitionKeys { get; init; }

    /// <summary>Partitions by label, in ordinal order.</summary>
    public required ImmutableSortedDictionary<string, DatasetPartition> Partitions { get; init; }

    /// <summary>The user's and our own entries; always with <c>creation_time</c>.</summary>
    public ImmutableSortedDictionary<string, JsonNode?> Metadata { get; init; } = ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>The SQL type of a partition key; <c>VARCHAR</c> when nobody recorded one.</summary>
    public string KeyType(int key) =>
        Metadata.TryGetValue(KeyTypesKey, out var types) && types is JsonArray list && key < list.Count ? list[key]!.GetValue<string>() : "VARCHAR";

    /// <summary>Secondary indices by column: storage keys. Read, and dropped at a commit: they tell of files that were.</summary>
    public ImmutableSortedDictionary<string, JsonNode?> Indices { get; init; } = ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);
}

/// <summary>One partition: a file for each table.</summary>
/// <param name="Label">See <see cref="PartitionLabel"/>.</param>
/// <param name="Files">Storage key by table.</param>
public sealed record DatasetPartition(string Label, ImmutableSortedDictionary<string, string> Files)
{
    /// <summary>A partition of a dataset with one table: the file stands where kartothek expects it.</summary>
    public static DatasetPartition Create(DatasetId dataset, string label, string table = DatasetManifest.DefaultTable) =>
        new(label, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(table, FileKey(dataset, label, table)));

    /// <summary>Where a file belongs: <c>{dataset}/{table}/{label}.parquet</c>.</summary>
    public static string FileKey(DatasetId dataset, string label, string table = DatasetManifest.DefaultTable) => $"{dataset}/{table}/{label}.parquet";
}
