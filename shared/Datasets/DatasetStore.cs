using Serverless.Datasets.Commits;
using Serverless.Datasets.Schemas;
using Serverless.Storage;

namespace Serverless.Datasets;

/// <summary>The datasets of one container.</summary>
public sealed class DatasetStore(IBlobStore blobs, TimeProvider time)
{
    private const string MetadataSuffix = ".by-dataset-metadata.json";

    // Each lost race means that another commit succeeded, so this bounds how many writers may be ahead of this one.
    private const int MaxRaces = 100;

    /// <summary>The blob that says what a dataset is.</summary>
    public static BlobName ManifestOf(DatasetId id) => new($"{id}{MetadataSuffix}");

    /// <returns>Null when there is no such dataset.</returns>
    /// <exception cref="DatasetDamagedException">Its manifest cannot be read.</exception>
    public async Task<DatasetVersion?> FindAsync(DatasetId id, CancellationToken cancellationToken)
    {
        var name = ManifestOf(id);
        if (await blobs.GetAsync(name, cancellationToken) is not { } content) return null;
        var manifest = ManifestJson.Read(content.Bytes.Span, name.Value);
        return manifest.Id == id ? new DatasetVersion(manifest, content.Properties.ETag) : throw new DatasetDamagedException(name.Value, $"it says of itself that it is dataset '{manifest.Id}'");
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

    /// <summary>Every file of a dataset that is there, by storage key, whether a manifest names it or not: one listing.</summary>
    public async Task<IReadOnlyDictionary<string, BlobProperties>> FilesAsync(DatasetId id, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, BlobProperties>(StringComparer.Ordinal);
        await foreach (var blob in blobs.ListAsync($"{id}/", cancellationToken)) files[blob.Name.Value] = blob;
        return files;
    }

    /// <summary>
    /// Makes a change visible by one conditional write of the manifest. Repeating a commit changes nothing, whatever was committed since. Races between appends
    /// are merged; a replace that lost a race is tried again on what is there then.
    /// </summary>
    /// <param name="commit">What.</param>
    /// <param name="schemaOf">Finds the schema of what is there where the manifest has none; null: then there is none.</param>
    /// <param name="cancellationToken">Stops waiting; the commit may have happened.</param>
    /// <exception cref="DatasetExistsException">Mode is create and the dataset is there.</exception>
    /// <exception cref="DatasetSchemaException">Columns or keys differ from the dataset's; all differences are named.</exception>
    /// <exception cref="DatasetConflictException">A label is there already, or the table is another one.</exception>
    public async Task<DatasetVersion> CommitAsync(
        DatasetCommit commit, Func<DatasetManifest, CancellationToken, Task<DatasetSchema?>>? schemaOf, CancellationToken cancellationToken)
    {
        for (var race = 1; ; race++)
        {
            var current = await FindAsync(commit.Id, cancellationToken);
            if (current is not null && CommitLog.Of(current.Manifest).Has(commit)) return current;
            var schema = current?.Manifest.SchemaOf(commit.Table);
            if (schema is null && current is not null && commit.Mode == WriteMode.Append && schemaOf is not null) schema = await schemaOf(current.Manifest, cancellationToken);
            var next = CommitRules.Apply(current?.Manifest, schema, commit, time.GetUtcNow());
            try
            {
                var condition = current is null ? BlobCondition.IfAbsent : BlobCondition.IfMatch(current.ETag);
                var written = await blobs.PutAsync(ManifestOf(commit.Id), ManifestJson.Write(next), condition, cancellationToken);
                return new DatasetVersion(next, written.ETag);
            }
            catch (StorageConflictException) when (race < MaxRaces)
            {
                // Somebody else committed between the read and the write, or this very commit did and its answer was lost: look again.
            }
        }
    }

    /// <summary>Whether a commit has happened, whatever came after it.</summary>
    public async Task<bool> HasCommittedAsync(DatasetId id, string commitId, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } version && CommitLog.Of(version.Manifest).Has(commitId);

    /// <summary>Whether a dataset is what a commit of that token made of it: nobody wrote to it since.</summary>
    public async Task<bool> IsLastCommitAsync(DatasetId id, string token, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } version && CommitLog.Of(version.Manifest).IsLast(token, version.Manifest);
}
