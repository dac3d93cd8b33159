using System.Collections.Immutable;
using Serverless.Datasets.Delta;
using Serverless.Datasets.Schemas;
using Serverless.Graph.Documents;
using Serverless.Storage;
using Serverless.Tables;

namespace Serverless.Datasets.Versions;

/// <summary>The datasets of one container: a Delta log is the truth of each, and a kartothek manifest mirrors it. What has a manifest alone gets a log at the first write.</summary>
public sealed class DatasetStore
{
    private const string MetadataSuffix = ".by-dataset-metadata.json";

    private readonly IBlobStore _blobs;
    private readonly DeltaLog _log;
    private readonly ManifestMirror _mirror;
    private readonly DatasetCommits _commits;
    private readonly ManifestAdoption _adoption;

    /// <param name="blobs">The container.</param>
    /// <param name="time">Stands in entries.</param>
    /// <param name="tables">Reads and writes checkpoints; null: one of its own.</param>
    public DatasetStore(IBlobStore blobs, TimeProvider time, Lazy<TableEngine>? tables = null)
    {
        var engine = tables ?? LogEngine.OfProcess;
        _blobs = blobs;
        _log = new DeltaLog(blobs, engine);
        _mirror = new ManifestMirror(blobs, _log);
        _commits = new DatasetCommits(blobs, _log, _mirror, new DeltaCheckpoint(blobs, engine), time);
        _adoption = new ManifestAdoption(_log, _mirror, _commits, time);
    }

    /// <summary>The blob that says to kartothek what a dataset is.</summary>
    public static BlobName ManifestOf(DatasetId id) => DatasetManifest.NameOf(id);

    /// <returns>The newest version; null when there is no such dataset, or it is another program's Delta table.</returns>
    /// <exception cref="DatasetDamagedException">Its log or manifest cannot be read.</exception>
    /// <exception cref="DatasetChangedException">Another program changed its manifest.</exception>
    public async Task<DatasetVersion?> FindAsync(DatasetId id, CancellationToken cancellationToken)
    {
        if (await _log.StateAsync(id, null, null, cancellationToken) is not { } state)
            return await _commits.FindManifestAsync(id, cancellationToken) is { } old ? new DatasetVersion(old.Manifest, -1) : null;
        if (!DeltaProtocols.IsOwn(state.Protocol)) return null;
        await _mirror.VerifyAsync(id, state, cancellationToken);
        return LogForm.IsDeleted(state) ? null : new DatasetVersion(LogForm.Manifest(id, state), state.Version);
    }

    /// <summary>An earlier version.</summary>
    /// <returns>Null: there is no such version of ours, or it is one of a dataset that was deleted.</returns>
    /// <exception cref="DatasetDamagedException">Its log cannot be read.</exception>
    public async Task<DatasetVersion?> FindAsync(DatasetId id, long number, CancellationToken cancellationToken) =>
        await _log.StateAsync(id, number, null, cancellationToken) is { } state && DeltaProtocols.IsOwn(state.Protocol) && !LogForm.IsDeleted(state)
            ? new DatasetVersion(LogForm.Manifest(id, state), state.Version)
            : null;

    /// <summary>What was committed, the newest first, of Delta tables of other programs too.</summary>
    /// <param name="id">Which dataset.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public IAsyncEnumerable<DatasetChange> HistoryAsync(DatasetId id, CancellationToken cancellationToken) => new DatasetHistory(_log).ReadAsync(id, cancellationToken);

    /// <summary>The newest version that was there at a time.</summary>
    /// <returns>Null: there was none yet.</returns>
    public async Task<long?> VersionAtAsync(DatasetId id, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await foreach (var change in HistoryAsync(id, cancellationToken))
            if (change.Time <= time) return change.Version;
        return null;
    }

    /// <exception cref="DatasetNotFoundException">There is none; the message names those that there are.</exception>
    public async Task<DatasetVersion> LoadAsync(DatasetId id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw new DatasetNotFoundException(id, await ListAsync(cancellationToken));

    /// <summary>Whether there is a log or a manifest of that name, of whomever.</summary>
    public async Task<bool> ExistsAsync(DatasetId id, CancellationToken cancellationToken) =>
        await HasLogAsync(id, cancellationToken) || await _commits.FindManifestAsync(id, cancellationToken) is not null;

    /// <summary>Whether another program keeps a Delta table of that name.</summary>
    /// <exception cref="DatasetDamagedException">The log cannot be read.</exception>
    public async Task<bool> IsForeignAsync(DatasetId id, CancellationToken cancellationToken) =>
        await _log.StateAsync(id, null, null, cancellationToken) is { } state && !DeltaProtocols.IsOwn(state.Protocol);

    /// <summary>Names of the container's datasets, and of the Delta tables of other programs, in order.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var folders = new List<string>();
        // Datasets' manifests lie at the top, their files and the jobs' blobs below: one level is a few requests, however much there is.
        await foreach (var entry in _blobs.ListFolderAsync("", cancellationToken))
        {
            if (entry.Blob is null) folders.Add(entry.Name.TrimEnd('/'));
            else if (entry.Name.EndsWith(MetadataSuffix, StringComparison.Ordinal)) names.Add(entry.Name[..^MetadataSuffix.Length]);
        }
        foreach (var folder in folders.Where(f => DatasetName.Problem(f) is null && !names.Contains(f)))
            if (await HasLogAsync(new DatasetId(folder), cancellationToken)) names.Add(folder);
        return [.. names];
    }

    /// <summary>Every file of a dataset that is there, by storage key, whether a version names it or not: one listing.</summary>
    public async Task<IReadOnlyDictionary<string, BlobProperties>> FilesAsync(DatasetId id, CancellationToken cancellationToken)
    {
        var (files, log) = (new Dictionary<string, BlobProperties>(StringComparer.Ordinal), $"{DeltaLogName.Folder(id)}/");
        await foreach (var blob in _blobs.ListAsync($"{id}/", cancellationToken))
            if (!blob.Name.Value.StartsWith(log, StringComparison.Ordinal)) files[blob.Name.Value] = blob;
        return files;
    }

    /// <summary>
    /// Makes a change visible by one entry of the log that is written if it is absent. Repeating a commit changes nothing, whatever was committed since. Races
    /// between appends are merged; a replace that lost a race is tried again on what is there then, unless it was made from a version before that.
    /// </summary>
    /// <param name="commit">What.</param>
    /// <param name="schemaOf">Finds the schema of what is there where nothing says it; null: then there is none.</param>
    /// <param name="cancellationToken">Stops waiting; the commit may have happened.</param>
    /// <exception cref="DatasetExistsException">Mode is create and the dataset is there.</exception>
    /// <exception cref="DatasetSchemaException">Columns or keys differ from the dataset's; all differences are named.</exception>
    /// <exception cref="DatasetForeignException">There is a Delta table of another program.</exception>
    /// <exception cref="DatasetChangedException">Another program changed the manifest.</exception>
    /// <exception cref="DatasetConflictException">A label is there already, or the table is another one.</exception>
    /// <exception cref="DatasetOvertakenException">Others changed it since the version that the change was made from.</exception>
    public Task<DatasetVersion> CommitAsync(DatasetCommit commit, Func<DatasetManifest, CancellationToken, Task<DatasetSchema?>>? schemaOf, CancellationToken cancellationToken) =>
        _commits.CommitAsync(commit, schemaOf, cancellationToken);

    /// <summary>Whether a commit has happened, whatever came after it.</summary>
    public async Task<bool> HasCommittedAsync(DatasetId id, string commitId, CancellationToken cancellationToken)
    {
        if (await _log.StateAsync(id, null, null, cancellationToken) is { } state) return DeltaProtocols.IsOwn(state.Protocol) && state.Transactions.ContainsKey(commitId);
        return (await _commits.FindManifestAsync(id, cancellationToken))?.Manifest.Commits.Contains(commitId, StringComparer.Ordinal) == true;
    }

    /// <summary>Whether a dataset is what a commit of that token made of it: it was not written to since.</summary>
    public async Task<bool> IsLastCommitAsync(DatasetId id, string token, CancellationToken cancellationToken)
    {
        if (await _log.StateAsync(id, null, null, cancellationToken) is not { } state)
            return await _commits.FindManifestAsync(id, cancellationToken) is { } old && CommitLog.Of(old.Manifest).LastToken(old.Manifest) == token;
        if (!DeltaProtocols.IsOwn(state.Protocol) || LogForm.IsDeleted(state) || state.Last?.Token != token) return false;
        await _mirror.VerifyAsync(id, state, cancellationToken);
        return true;
    }

    /// <summary>Deletes a dataset by a version that has nothing: its log goes on when it is created anew, and its files stay until they are collected.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="DatasetForeignException">It is a Delta table of another program.</exception>
    /// <exception cref="DatasetChangedException">Another program changed its manifest.</exception>
    public Task<bool> DeleteAsync(DatasetId id, CancellationToken cancellationToken) => _commits.DeleteAsync(id, cancellationToken);

    /// <summary>Takes a manifest that another program changed as the next version. Where no one did, nothing changes.</summary>
    /// <exception cref="DatasetNotFoundException">There is no dataset of ours of that name.</exception>
    /// <exception cref="DatasetDamagedException">The manifest cannot be read.</exception>
    /// <exception cref="DatasetConflictException">What it says cannot be a version.</exception>
    public async Task<DatasetVersion> AdoptAsync(DatasetId id, CancellationToken cancellationToken) =>
        await _adoption.AdoptAsync(id, cancellationToken) ?? throw new DatasetNotFoundException(id, await ListAsync(cancellationToken));

    // One level of one listing, however long the log is.
    private async Task<bool> HasLogAsync(DatasetId id, CancellationToken cancellationToken)
    {
        await foreach (var entry in _blobs.ListFolderAsync(DeltaLogName.Folder(id), cancellationToken))
            if (entry.Blob is null && entry.Name == $"{DeltaLogName.Folder(id)}/") return true;
        return false;
    }
}
