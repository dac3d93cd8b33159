using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Storage;

namespace Serverless.Datasets;

/// <summary>The datasets of one container.</summary>
public sealed class DatasetStore(IBlobStore blobs, TimeProvider time)
{
    private const string MetadataSuffix = ".by-dataset-metadata.json";

    // Commits of which a manifest remembers the ids: a commit that is repeated after a crash comes soon after.
    private const int RememberedCommits = 16;
    private const string CommitsKey = "serverless_commits";

    // Each lost race means that another commit succeeded, so this bounds how many writers may be ahead of this one.
    private const int MaxRaces = 100;

    /// <returns>Null when there is no such dataset.</returns>
    public async Task<DatasetVersion?> FindAsync(DatasetId id, CancellationToken cancellationToken)
    {
        var name = MetadataName(id);
        var content = await blobs.GetAsync(name, cancellationToken);
        return content is null ? null : new DatasetVersion(ManifestJson.Read(content.Bytes.Span, name.Value), content.Properties.ETag);
    }

    /// <exception cref="DatasetNotFoundException">There is none; the message names those that there are.</exception>
    public async Task<DatasetVersion> LoadAsync(DatasetId id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw new DatasetNotFoundException(id, await ListAsync(cancellationToken));

    /// <summary>Names of the container's datasets, in order.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        // Datasets' manifests lie at the top, their files and the jobs' blobs below: one level is a few requests, however much there is.
        await foreach (var entry in blobs.ListFolderAsync("", cancellationToken))
        {
            if (entry.Blob is not null && entry.Name.EndsWith(MetadataSuffix, StringComparison.Ordinal)) names.Add(entry.Name[..^MetadataSuffix.Length]);
        }
        return names;
    }

    /// <summary>Bytes of each file of a dataset, by storage key: one listing.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FileSizesAsync(DatasetId id, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var blob in blobs.ListAsync($"{id}/", cancellationToken)) sizes[blob.Name.Value] = blob.Length;
        return sizes;
    }

    /// <summary>
    /// Makes a change visible by one conditional write of the manifest. Repeating a commit returns what the first one made. Races between appends are
    /// merged; a replace that lost a race is tried again on what is there then.
    /// </summary>
    /// <exception cref="DatasetExistsException">Mode is create and the dataset is there.</exception>
    /// <exception cref="DatasetConflictException">The partition keys differ, or a label is there already.</exception>
    public async Task<DatasetVersion> CommitAsync(DatasetCommit commit, CancellationToken cancellationToken)
    {
        for (var race = 1; ; race++)
        {
            var current = await FindAsync(commit.Id, cancellationToken);
            if (current is not null && IsRepeat(current.Manifest, commit)) return current;
            var next = Apply(current?.Manifest, commit);
            try
            {
                var condition = current is null ? BlobCondition.IfAbsent : BlobCondition.IfMatch(current.ETag);
                var written = await blobs.PutAsync(MetadataName(commit.Id), ManifestJson.Write(next), condition, cancellationToken);
                return new DatasetVersion(next, written.ETag);
            }
            catch (StorageConflictException) when (race < MaxRaces)
            {
                // Somebody else committed between the read and the write: look again.
            }
        }
    }

    /// <summary>Whether a dataset is what this commit made of it: nobody wrote to it since.</summary>
    public async Task<bool> IsLastCommitAsync(DatasetId id, string commitId, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } version && Commits(version.Manifest).LastOrDefault() == commitId;

    private DatasetManifest Apply(DatasetManifest? current, DatasetCommit commit)
    {
        if (current is not null && commit.Mode == WriteMode.Create) throw new DatasetExistsException(commit.Id);
        var keep = commit.Mode == WriteMode.Append ? current : null;
        if (keep is not null && !keep.PartitionKeys.SequenceEqual(commit.PartitionKeys, StringComparer.Ordinal))
        {
            throw new DatasetConflictException(
                commit.Id, $"it is partitioned by [{string.Join(", ", keep.PartitionKeys)}], the new data by [{string.Join(", ", commit.PartitionKeys)}].");
        }
        var partitions = (keep?.Partitions ?? ImmutableSortedDictionary.Create<string, DatasetPartition>(StringComparer.Ordinal)).ToBuilder();
        foreach (var added in commit.Added)
        {
            if (!partitions.TryAdd(added.Label, added)) throw new DatasetConflictException(commit.Id, $"the partition '{added.Label}' is there already.");
        }
        var metadata = current?.Metadata ?? ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal);
        var commits = Commits(current).Append(commit.CommitId).TakeLast(RememberedCommits);
        return new DatasetManifest
        {
            Id = commit.Id,
            PartitionKeys = commit.PartitionKeys,
            Partitions = partitions.ToImmutable(),
            // kartothek writes naive UTC in isoformat with microseconds.
            Metadata = metadata
                .SetItem("creation_time", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture))
                .SetItem(DatasetManifest.KeyTypesKey, new JsonArray([.. commit.KeyTypes.Select(t => (JsonNode?)JsonValue.Create(t))]))
                .SetItem(CommitsKey, new JsonArray([.. commits.Select(c => (JsonNode?)JsonValue.Create(c))])),
            // Secondary indices tell of the files that were: on a change they would lie.
            Indices = ImmutableSortedDictionary.Create<string, JsonNode?>(StringComparer.Ordinal),
        };
    }

    // A replace that is not the last commit any more has to happen again; an append that is in there anywhere has happened.
    private static bool IsRepeat(DatasetManifest current, DatasetCommit commit) =>
        commit.Mode == WriteMode.Replace ? Commits(current).LastOrDefault() == commit.CommitId : Commits(current).Contains(commit.CommitId, StringComparer.Ordinal);

    private static IEnumerable<string> Commits(DatasetManifest? manifest) =>
        manifest is not null && manifest.Metadata.TryGetValue(CommitsKey, out var node) && node is JsonArray ids ? ids.Select(i => i!.GetValue<string>()) : [];

    private static BlobName MetadataName(DatasetId id) => new($"{id}{MetadataSuffix}");
}
