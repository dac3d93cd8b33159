using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Datasets.Delta;
using Serverless.Datasets.Schemas;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Versions;

/// <summary>A dataset as a Delta log has it. What Delta has no place for stands in the table's configuration. Pure.</summary>
internal static class LogForm
{
    /// <summary>Setting: SHA-256 of a manifest that the log was started from, or that was adopted: it is older than any version after it.</summary>
    public const string AdoptedKey = "serverless.adopted";

    private const string DeletedKey = "serverless.deleted";
    private const string TableKey = "serverless.table";
    private const string MetadataKey = "serverless.metadata";
    private const string SchemaKey = "serverless.schema";
    private const string Unknown = "unknown";
    private const string Extension = ".parquet";

    /// <summary>Whether the dataset is deleted: its log goes on when it is created anew.</summary>
    public static bool IsDeleted(DeltaState state) => state.Metadata.Configuration.ContainsKey(DeletedKey);

    /// <summary>The table that the log is of.</summary>
    public static string TableOf(DeltaState state) => state.Metadata.Configuration.GetValueOrDefault(TableKey, DatasetManifest.DefaultTable);

    /// <summary>What is in a version.</summary>
    /// <exception cref="DatasetDamagedException">The log says what no dataset of ours has.</exception>
    /// <exception cref="DatasetUnreadableException">A later build wrote what this one does not know.</exception>
    public static DatasetManifest Manifest(DatasetId id, DeltaState state)
    {
        if (DeltaFeatures.Problem(state.Protocol, state.Metadata, state.Files) is { } problem) throw new DatasetUnreadableException(id, problem);
        try
        {
            var settings = state.Metadata.Configuration;
            var table = TableOf(state);
            var columns = DeltaSchema.Read(state.Metadata.SchemaString ?? throw new FormatException("its metadata has no schema"));
            var isKnown = settings.GetValueOrDefault(SchemaKey) != Unknown;
            return new DatasetManifest
            {
                Id = id,
                PartitionKeys = state.Metadata.PartitionColumns,
                Partitions = state.Files.Select(f => Partition(id, table, f)).ToImmutableSortedDictionary(p => p.Label, p => p, StringComparer.Ordinal),
                Metadata = ((JsonObject)JsonNode.Parse(settings.GetValueOrDefault(MetadataKey, "{}"))!).ToImmutableSortedDictionary(m => m.Key, m => m.Value?.DeepClone(), StringComparer.Ordinal),
                Keys = isKnown ? [.. state.Metadata.PartitionColumns.Select(k => columns.First(c => c.Name == k))] : null,
                Columns = isKnown
                    ? ImmutableSortedDictionary.Create<string, ImmutableArray<DatasetColumn>>(StringComparer.Ordinal).Add(table, [.. columns.Where(c => !state.Metadata.PartitionColumns.Contains(c.Name))])
                    : ImmutableSortedDictionary.Create<string, ImmutableArray<DatasetColumn>>(StringComparer.Ordinal),
                Commits = [.. state.Transactions.Values.OrderBy(t => t.Version).ThenBy(t => t.Application, StringComparer.Ordinal).Select(t => t.Application)],
                Version = state.Version,
            };
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or InvalidCastException or ArgumentException)
        {
            throw new DatasetDamagedException(DeltaLogName.Folder(id), e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>What makes the next version of a dataset of one: the actions of its entry, without who made it.</summary>
    /// <param name="before">Null: there is no log.</param>
    /// <param name="current">What <paramref name="before"/> comes to; null: nothing, or it is deleted.</param>
    /// <param name="next">What is to be; null: it is deleted.</param>
    /// <param name="table">Its table.</param>
    /// <param name="adopted">SHA-256 of a manifest that it takes over; null: none.</param>
    /// <param name="now">Stands in the entry.</param>
    public static IEnumerable<DeltaAction> Changes(DeltaState? before, DatasetManifest? current, DatasetManifest? next, string table, string? adopted, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        var metadata = next is null ? Deleted(before!.Metadata) : Metadata(current is null ? null : before, next, table, adopted ?? before?.Metadata.Configuration.GetValueOrDefault(AdoptedKey), time);
        var needed = DeltaProtocols.For(next?.SchemaOf(table)?.Table.Columns.Select(c => c.Type) ?? []);
        var protocol = before is null ? needed : DeltaProtocols.Upgrade(before.Protocol, needed);
        if (protocol != before?.Protocol) yield return protocol;
        if (before is null || !IsSame(metadata, before.Metadata)) yield return metadata;
        foreach (var gone in current?.Partitions.Values.Where(p => next?.Partitions.ContainsKey(p.Label) != true) ?? [])
            yield return new DeltaRemove(PathOf(current!.Id, gone), null) { DeletionTime = time };
        foreach (var come in next?.Partitions.Values.Where(p => current?.Partitions.ContainsKey(p.Label) != true) ?? [])
            yield return Add(next!, come, time);
    }

    private static DeltaMetadata Deleted(DeltaMetadata before) => before with { Configuration = before.Configuration.SetItem(DeletedKey, "true") };

    private static DeltaMetadata Metadata(DeltaState? before, DatasetManifest next, string table, string? adopted, long time)
    {
        var schema = next.SchemaOf(table);
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (table != DatasetManifest.DefaultTable) settings[TableKey] = table;
        if (schema is null) settings[SchemaKey] = Unknown;
        if (adopted is not null) settings[AdoptedKey] = adopted;
        if (next.Metadata.Count > 0) settings[MetadataKey] = new JsonObject(next.Metadata.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))).ToJsonString();
        IEnumerable<DatasetColumn> columns = schema is null ? next.PartitionKeys.Select(k => new DatasetColumn(k, ColumnType.Of(ColumnKind.Varchar))) : schema.Columns.Concat(schema.Keys);
        return new DeltaMetadata(before?.Metadata.Id ?? Guid.NewGuid().ToString(), DeltaSchemaWriter.Write(columns), next.PartitionKeys, settings.ToImmutable()) { CreatedTime = before?.Metadata.CreatedTime ?? time };
    }

    private static DeltaAdd Add(DatasetManifest manifest, DatasetPartition partition, long time)
    {
        var values = manifest.KeysOf(partition)
            .Select((key, i) => KeyValuePair.Create(key.Key, (string?)DeltaKeyWriter.Text(key.Value, manifest.Keys?[i].Type ?? ColumnType.Of(ColumnKind.Varchar))))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new DeltaAdd(PathOf(manifest.Id, partition), values, partition.Bytes) { Statistics = partition.Statistics, ModificationTime = time };
    }

    // A URI: what a label has encoded already is encoded once more.
    private static string PathOf(DatasetId id, DatasetPartition partition) => string.Join('/', partition.Files.Values.Single()[(id.Value.Length + 1)..].Split('/').Select(s => Uri.EscapeDataString(s).Replace("%3D", "=", StringComparison.Ordinal)));

    private static DatasetPartition Partition(DatasetId id, string table, DeltaAdd add)
    {
        var path = DeltaPath.Key(add.Path);
        if (!path.StartsWith($"{table}/", StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal))
            throw new FormatException($"the file '{add.Path}' is none of table '{table}'");
        return DatasetPartition.Create(id, path[(table.Length + 1)..^Extension.Length], table) with { Bytes = add.Size, Statistics = add.Statistics };
    }

    private static bool IsSame(DeltaMetadata one, DeltaMetadata other) =>
        one.Id == other.Id && one.SchemaString == other.SchemaString && one.PartitionColumns.SequenceEqual(other.PartitionColumns, StringComparer.Ordinal)
        && one.Configuration.SequenceEqual(other.Configuration);
}
