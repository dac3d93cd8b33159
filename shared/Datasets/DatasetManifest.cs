using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serverless.Datasets.Schemas;
using Serverless.Storage;

namespace Serverless.Datasets;

/// <summary>One version of a dataset: which files are in it. Immutable; stored as kartothek v4's JSON (see <see cref="ManifestJson"/>).</summary>
public sealed record DatasetManifest
{
    /// <summary>The table of datasets that have one.</summary>
    public const string DefaultTable = "table";

    // Read by builds that know no schema.
    internal const string KeyTypesKey = "serverless_key_types";
    internal const string KeysKey = "serverless_keys";
    internal const string SchemaKey = "serverless_schema";
    internal const string VersionKey = "serverless_version";

    /// <summary>How our entries among the metadata begin.</summary>
    internal const string OwnPrefix = "serverless_";

    /// <summary>Where it lies.</summary>
    public static BlobName NameOf(DatasetId id) => new($"{id}.by-dataset-metadata.json");

    public required DatasetId Id { get; init; }

    /// <summary>Columns that the labels carry, in order. They are not in the data files.</summary>
    public required ImmutableArray<string> PartitionKeys { get; init; }

    /// <summary>Partitions by label, in ordinal order.</summary>
    public required ImmutableSortedDictionary<string, DatasetPartition> Partitions { get; init; }

    /// <summary>The user's and our own entries; always with <c>creation_time</c>.</summary>
    public ImmutableSortedDictionary<string, JsonNode?> Metadata { get; init; } = ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>The partition keys with the types that were recorded; null when none were, as by kartothek.</summary>
    public ImmutableArray<DatasetColumn>? Keys { get; init; }

    /// <summary>The other columns by table, where they were recorded.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<DatasetColumn>> Columns { get; init; } = ImmutableSortedDictionary.Create<string, ImmutableArray<DatasetColumn>>(StringComparer.Ordinal);

    /// <summary>The schema of a table as the manifest has it; null: it has none.</summary>
    public DatasetSchema? SchemaOf(string table) => Keys is { } keys && Columns.TryGetValue(table, out var columns) ? new DatasetSchema(keys, columns) : null;

    /// <summary>Ids of the last commits, the latest last.</summary>
    public IReadOnlyList<string> Commits { get; init; } = [];

    /// <summary>The version of the log that it mirrors; null: there was no log when it was written.</summary>
    public long? Version { get; init; }

    /// <summary>Its tables, by the files of its partitions and by what is recorded of them.</summary>
    public IReadOnlyCollection<string> Tables => Partitions.Values.SelectMany(p => p.Files.Keys).Concat(Columns.Keys).ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>What is against adding partitions of a table to a dataset; null when nothing is.</summary>
    public static string? TableProblem(DatasetManifest current, string table)
    {
        var tables = current.Tables;
        return tables.All(t => t == table) ? null
            : $"it has {(tables.Count == 1 ? "the table" : "the tables")} {string.Join(", ", tables.Select(t => $"'{t}'"))}, and a partition needs a file of each; rows of table '{table}' alone cannot be added. Write another dataset.";
    }

    /// <summary>The keys of a partition with their text, in order.</summary>
    /// <exception cref="DatasetDamagedException">The label has others.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> KeysOf(DatasetPartition partition)
    {
        try
        {
            var keys = PartitionLabel.Keys(partition.Label);
            if (keys.Select(k => k.Key).SequenceEqual(PartitionKeys, StringComparer.Ordinal)) return keys;
        }
        catch (FormatException e)
        {
            throw new DatasetDamagedException(NameOf(Id).Value, e.Message.TrimEnd('.'), e);
        }
        throw new DatasetDamagedException(NameOf(Id).Value, $"the partition '{partition.Label}' has other keys than the dataset, [{string.Join(", ", PartitionKeys)}]");
    }

    /// <summary>Secondary indices by column: storage keys. Read, and dropped at a commit: they tell of files that were.</summary>
    public ImmutableSortedDictionary<string, JsonNode?> Indices { get; init; } = ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);
}

/// <summary>One partition: a file for each table.</summary>
/// <param name="Label">See <see cref="PartitionLabel"/>.</param>
/// <param name="Files">Storage key by table.</param>
public sealed record DatasetPartition(string Label, ImmutableSortedDictionary<string, string> Files)
{
    /// <summary>Length of its file; 0: not known.</summary>
    public long Bytes { get; init; }

    /// <summary>What is known of its values, as a Delta log has it; null: nothing.</summary>
    public string? Statistics { get; init; }

    /// <summary>A partition of a dataset with one table: the file stands where kartothek expects it.</summary>
    public static DatasetPartition Create(DatasetId dataset, string label, string table = DatasetManifest.DefaultTable) =>
        new(label, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(table, FileKey(dataset, label, table)));

    /// <summary>Where a file belongs: <c>{dataset}/{table}/{label}.parquet</c>.</summary>
    public static string FileKey(DatasetId dataset, string label, string table = DatasetManifest.DefaultTable) => $"{dataset}/{table}/{label}.parquet";
}
