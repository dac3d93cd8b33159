using Serverless.Datasets.Delta;

namespace Serverless.Datasets.Versions;

/// <summary>
/// Takes a manifest that another program changed as the next version: the partitions that it added to, or took out of, the version that it started from. What was
/// committed meanwhile stays.
/// </summary>
internal sealed class ManifestAdoption(DeltaLog log, ManifestMirror mirror, DatasetCommits commits, TimeProvider time)
{
    /// <returns>The newest version; null when there is no dataset of ours.</returns>
    /// <exception cref="DatasetDamagedException">The manifest cannot be read.</exception>
    /// <exception cref="DatasetConflictException">What it says cannot be a version.</exception>
    public async Task<DatasetVersion?> AdoptAsync(DatasetId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await log.StateAsync(id, null, null, cancellationToken) is not { } state || !DeltaProtocols.IsOwn(state.Protocol)) return null;
            if (await IsKnownAsync(id, state, cancellationToken))
            {
                await mirror.WriteAsync(id, cancellationToken);
                return LogForm.IsDeleted(state) ? null : new DatasetVersion(LogForm.Manifest(id, state), state.Version);
            }
            if (await commits.FindManifestAsync(id, cancellationToken) is not { } theirs) continue;
            var current = LogForm.Manifest(id, state);
            var next = await MergeAsync(current, await BaseAsync(id, theirs.Manifest.Version, state, cancellationToken), theirs.Manifest, cancellationToken) with { Version = state.Version + 1 };
            var now = time.GetUtcNow();
            var info = new DeltaCommitInfo(now.ToUnixTimeMilliseconds(), "ADOPT") { Manifest = ManifestMirror.HashOf(ManifestJson.Write(next)) };
            var changes = LogForm.Changes(state, current, next, LogForm.TableOf(state), theirs.Hash, now);
            if (await commits.TryPutAsync(id, state.Version + 1, [info, .. changes], isLosing: true, cancellationToken)) await mirror.WriteAsync(id, cancellationToken);
        }
    }

    private async Task<bool> IsKnownAsync(DatasetId id, DeltaState state, CancellationToken cancellationToken)
    {
        try
        {
            await mirror.VerifyAsync(id, state, cancellationToken);
            return true;
        }
        catch (DatasetChangedException)
        {
            return false;
        }
    }

    // What the other program started from: programs that keep our metadata say it; of others it is what is there now.
    private async Task<DatasetManifest> BaseAsync(DatasetId id, long? version, DeltaState state, CancellationToken cancellationToken) =>
        LogForm.Manifest(id, version is { } number && number < state.Version && await log.StateAsync(id, number, null, cancellationToken) is { } before ? before : state);

    private async Task<DatasetManifest> MergeAsync(DatasetManifest current, DatasetManifest before, DatasetManifest theirs, CancellationToken cancellationToken)
    {
        if (!theirs.PartitionKeys.SequenceEqual(current.PartitionKeys, StringComparer.Ordinal)) throw new DatasetConflictException(current.Id, CommitRules.KeyProblem(current.PartitionKeys, theirs.PartitionKeys));
        var table = current.Tables.FirstOrDefault() ?? theirs.Tables.FirstOrDefault() ?? DatasetManifest.DefaultTable;
        if (theirs.Partitions.Count > 0 && DatasetManifest.TableProblem(theirs, table) is { } problem) throw new DatasetConflictException(current.Id, problem);
        var sizes = await commits.SizesAsync(current.Id, cancellationToken);
        var partitions = current.Partitions.RemoveRange(before.Partitions.Keys.Where(label => !theirs.Partitions.ContainsKey(label)));
        foreach (var added in theirs.Partitions.Values.Where(p => !before.Partitions.ContainsKey(p.Label) && !partitions.ContainsKey(p.Label)))
        {
            _ = current.KeysOf(added);
            partitions = partitions.Add(added.Label, DatasetCommits.Sized(current.Id, added, table, sizes));
        }
        return CommitRules.Of(theirs, table, current.SchemaOf(table), partitions);
    }
}
