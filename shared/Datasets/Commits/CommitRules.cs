using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Datasets.Schemas;

namespace Serverless.Datasets.Commits;

/// <summary>What a commit makes of a manifest. Pure.</summary>
internal static class CommitRules
{
    /// <param name="current">What is there; null: nothing.</param>
    /// <param name="schema">Of what is there; null: it has none, or nobody knows.</param>
    /// <param name="commit">The change.</param>
    /// <param name="now">Goes into the manifest.</param>
    public static DatasetManifest Apply(DatasetManifest? current, DatasetSchema? schema, DatasetCommit commit, DateTimeOffset now)
    {
        if (current is not null && commit.Mode == WriteMode.Create) throw new DatasetExistsException(commit.Id);
        var keep = commit.Mode == WriteMode.Append ? current : null;
        if (keep is not null && DatasetManifest.TableProblem(keep, commit.Table) is { } problem) throw new DatasetConflictException(commit.Id, problem);
        if (keep is not null && !keep.PartitionKeys.SequenceEqual(commit.PartitionKeys, StringComparer.Ordinal) && (schema is null || commit.Schema is null || commit.Added.IsEmpty))
            throw new DatasetConflictException(commit.Id, KeyProblem(keep.PartitionKeys, commit.PartitionKeys));
        var next = SchemaOf(keep, schema, commit) ?? Unknown(current, commit);
        var partitions = (keep?.Partitions ?? ImmutableSortedDictionary.Create<string, DatasetPartition>(StringComparer.Ordinal)).ToBuilder();
        foreach (var added in commit.Added)
        {
            if (!partitions.TryAdd(added.Label, added)) throw new DatasetConflictException(commit.Id, $"the partition '{added.Label}' is there already.");
        }
        var files = partitions.ToImmutable();
        var metadata = current?.Metadata ?? ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);
        metadata = CommitLog.Add(metadata, CommitLog.Of(current), commit, files)
            // kartothek writes naive UTC in isoformat with microseconds.
            .SetItem("creation_time", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        metadata = next is null
            ? metadata.Remove(DatasetManifest.KeyTypesKey).Remove(DatasetManifest.KeysKey).Remove(DatasetManifest.SchemaKey)
            : metadata
                .SetItem(DatasetManifest.KeyTypesKey, new JsonArray([.. next.Keys.Select(k => (JsonNode?)JsonValue.Create(k.Type.Text))]))
                .SetItem(DatasetManifest.KeysKey, SchemaJson.Write(next.Keys))
                .SetItem(DatasetManifest.SchemaKey, new JsonObject { [commit.Table] = SchemaJson.Write(next.Columns) });
        return new DatasetManifest
        {
            Id = commit.Id,
            PartitionKeys = commit.PartitionKeys,
            Partitions = files,
            Keys = next?.Keys,
            Columns = next is null ? ImmutableSortedDictionary.Create<string, ImmutableArray<DatasetColumn>>(StringComparer.Ordinal) : ImmutableSortedDictionary.Create<string, ImmutableArray<DatasetColumn>>(StringComparer.Ordinal).Add(commit.Table, next.Columns),
            Metadata = metadata,
            // Secondary indices tell of the files that were: on a change they would lie.
            Indices = ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal),
        };
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
