using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Datasets.Schemas;

namespace Serverless.Datasets;

/// <summary>What a commit makes of a manifest. Pure.</summary>
internal static class CommitRules
{
    private const string CreationKey = "creation_time";

    /// <param name="current">What is there; null: nothing.</param>
    /// <param name="schema">Of what is there; null: it has none, or it is not known.</param>
    /// <param name="commit">The change.</param>
    /// <param name="now">Goes into the manifest.</param>
    public static DatasetManifest Apply(DatasetManifest? current, DatasetSchema? schema, DatasetCommit commit, DateTimeOffset now)
    {
        if (current is not null && commit.Mode == WriteMode.Create) throw new DatasetExistsException(commit.Id);
        var keep = commit.IsKeeping ? current : null;
        if (keep is not null && DatasetManifest.TableProblem(keep, commit.Table) is { } problem) throw new DatasetConflictException(commit.Id, problem);
        if (keep is not null && !keep.PartitionKeys.SequenceEqual(commit.PartitionKeys, StringComparer.Ordinal) && (schema is null || commit.Schema is null || commit.Added.IsEmpty))
            throw new DatasetConflictException(commit.Id, KeyProblem(keep.PartitionKeys, commit.PartitionKeys));
        var next = SchemaOf(keep, schema, commit) ?? Unknown(current, commit);
        var partitions = (keep?.Partitions ?? ImmutableSortedDictionary.Create<string, DatasetPartition>(StringComparer.Ordinal)).ToBuilder();
        if (keep is not null && commit.Mode == WriteMode.OverwritePartitions) partitions.RemoveRange(Overwritten(keep, commit));
        foreach (var added in commit.Added)
        {
            if (!partitions.TryAdd(added.Label, added)) throw new DatasetConflictException(commit.Id, $"the partition '{added.Label}' is there already.");
        }
        var metadata = Foreign(current);
        // kartothek writes naive UTC in isoformat with microseconds.
        if (!metadata.ContainsKey(CreationKey)) metadata = metadata.SetItem(CreationKey, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        return Of(commit.Id, commit.PartitionKeys, commit.Table, next, partitions.ToImmutable(), metadata);
    }

    /// <summary>What a manifest of kartothek's, or of an earlier build, says, with what was found out of its schema and files.</summary>
    public static DatasetManifest Of(DatasetManifest old, string table, DatasetSchema? schema, ImmutableSortedDictionary<string, DatasetPartition> partitions) =>
        Of(old.Id, old.PartitionKeys, table, schema, partitions, Foreign(old));

    // Secondary indices tell of the files that were: on a change they would lie.
    private static DatasetManifest Of(
        DatasetId id, ImmutableArray<string> keys, string table, DatasetSchema? schema, ImmutableSortedDictionary<string, DatasetPartition> partitions, ImmutableSortedDictionary<string, JsonNode?> metadata)
    {
        var columns = ImmutableSortedDictionary.Create<string, ImmutableArray<DatasetColumn>>(StringComparer.Ordinal);
        return new DatasetManifest
        {
            Id = id,
            PartitionKeys = keys,
            Partitions = partitions,
            Keys = schema?.Keys,
            Columns = schema is null ? columns : columns.Add(table, schema.Columns),
            Metadata = metadata,
        };
    }

    private static ImmutableSortedDictionary<string, JsonNode?> Foreign(DatasetManifest? manifest)
    {
        var metadata = manifest?.Metadata ?? ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);
        return metadata.RemoveRange(metadata.Keys.Where(k => k.StartsWith(DatasetManifest.OwnPrefix, StringComparison.Ordinal)));
    }

    /// <summary>Values of partition keys, as labels have them. Types of keys that go together write equal values alike.</summary>
    public static IReadOnlySet<string> Scope(DatasetCommit commit) => commit.Added.Select(p => ScopeOf(p.Label)).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a label says before its last, unique part.</summary>
    public static string ScopeOf(string label) => string.Join('\0', PartitionLabel.Keys(label).Select(k => k.Value));

    private static IEnumerable<string> Overwritten(DatasetManifest keep, DatasetCommit commit)
    {
        var scope = Scope(commit);
        return keep.Partitions.Values.Where(p => scope.Contains(string.Join('\0', keep.KeysOf(p).Select(k => k.Value)))).Select(p => p.Label);
    }

    /// <summary>How keys of an append differ.</summary>
    public static string KeyProblem(IEnumerable<string> current, IEnumerable<string> added) =>
        $"it is partitioned by [{string.Join(", ", current)}], the new data by [{string.Join(", ", added)}].";

    private static DatasetSchema? SchemaOf(DatasetManifest? keep, DatasetSchema? schema, DatasetCommit commit)
    {
        if (keep is null) return commit.Schema;
        // No row, no new types; and what has no schema so far takes the first.
        if (commit.Schema is not { } added || (commit.Added.IsEmpty && schema is not null)) return schema;
        if (schema is null) return added;
        var merged = SchemaRules.Append(schema, added);
        return merged.Schema ?? throw new DatasetSchemaException(commit.Id, merged.Differences);
    }

    // A replace by nothing of which nothing is known leaves the columns that were.
    private static DatasetSchema? Unknown(DatasetManifest? current, DatasetCommit commit) =>
        current is not null && current.PartitionKeys.SequenceEqual(commit.PartitionKeys, StringComparer.Ordinal) ? current.SchemaOf(commit.Table) : null;
}
