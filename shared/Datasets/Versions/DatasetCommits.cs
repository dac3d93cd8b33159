using System.Collections.Immutable;
using Serverless.Datasets.Delta;
using Serverless.Datasets.Schemas;
using Serverless.Storage;

namespace Serverless.Datasets.Versions;

/// <summary>
/// Writes versions. A version is one entry of the log, put where none is: of racing writers one wins, and the others look at what is there then. Who does not
/// learn whether its entry was written looks for its transaction in the log. The manifest and checkpoints follow, and are mended by the next who writes.
/// </summary>
internal sealed class DatasetCommits(IBlobStore blobs, DeltaLog log, ManifestMirror mirror, DeltaCheckpoint checkpoints, TimeProvider time)
{
    // Each lost race means that another commit succeeded, so this bounds how many writers may be ahead of this one.
    private const int MaxRaces = 100;
    private const int CheckpointEvery = 10;

    /// <summary>Operation of an entry that says what the manifest said.</summary>
    public const string Conversion = "CONVERT";

    private readonly CommitBases _bases = new(log);

    public async Task<DatasetVersion> CommitAsync(DatasetCommit commit, Func<DatasetManifest, CancellationToken, Task<DatasetSchema?>>? schemaOf, CancellationToken cancellationToken)
    {
        for (var race = 1; ; race++)
        {
            var state = await log.StateAsync(commit.Id, null, null, cancellationToken);
            string? adopted = null;
            if (state is null && await FindManifestAsync(commit.Id, cancellationToken) is { } old)
            {
                if (CommitLog.Of(old.Manifest).Has(commit)) return new DatasetVersion(old.Manifest, -1);
                // Of several tables nothing stays, and a log tells of one: the replacement starts it.
                if (commit.Mode == WriteMode.Replace && old.Manifest.Tables.Count > 1) adopted = old.Hash;
                else
                {
                    await StartAsync(commit, old, schemaOf, cancellationToken);
                    continue;
                }
            }
            var current = await CurrentAsync(commit.Id, state, cancellationToken);
            if (state is not null && Has(state, commit))
            {
                await FollowAsync(commit.Id, state, cancellationToken);
                return new DatasetVersion(current ?? Empty(commit), state.Version);
            }
            await _bases.CheckAsync(commit, state?.Version ?? -1, cancellationToken);
            var next = CommitRules.Apply(current, current?.SchemaOf(commit.Table), commit, time.GetUtcNow());
            if (await TryWriteAsync(state, current, next, adopted, commit, race < MaxRaces, cancellationToken) is { } written) return written;
        }
    }

    public async Task<bool> DeleteAsync(DatasetId id, CancellationToken cancellationToken)
    {
        for (var race = 1; ; race++)
        {
            var state = await log.StateAsync(id, null, null, cancellationToken);
            if (state is null)
            {
                if (await FindManifestAsync(id, cancellationToken) is not { } old) return false;
                await StartAsync(new DatasetCommit { Id = id, CommitId = "", Token = "", Mode = WriteMode.Replace, PartitionKeys = [], Added = [], Table = TableOf(old.Manifest) }, old, null, cancellationToken);
                continue;
            }
            if (await CurrentAsync(id, state, cancellationToken) is not { } current)
            {
                await mirror.WriteAsync(id, cancellationToken);
                return false;
            }
            var info = new DeltaCommitInfo(time.GetUtcNow().ToUnixTimeMilliseconds(), "DELETE DATASET") { Manifest = "none" };
            if (await TryPutAsync(id, state.Version + 1, [info, .. LogForm.Changes(state, current, null, TableOf(current), null, time.GetUtcNow())], race < MaxRaces, cancellationToken))
            {
                await mirror.WriteAsync(id, cancellationToken);
                return true;
            }
        }
    }

    /// <summary>A manifest without a log, as kartothek's.</summary>
    public async Task<(DatasetManifest Manifest, string Hash)?> FindManifestAsync(DatasetId id, CancellationToken cancellationToken)
    {
        var name = DatasetManifest.NameOf(id);
        if (await blobs.GetAsync(name, cancellationToken) is not { } content) return null;
        var manifest = ManifestJson.Read(content.Bytes.Span, name.Value);
        if (manifest.Id != id) throw new DatasetDamagedException(name.Value, $"it says of itself that it is dataset '{manifest.Id}'");
        return (manifest, ManifestMirror.HashOf(content.Bytes.Span));
    }

    private static bool Has(DeltaState state, DatasetCommit commit) =>
        // Earlier builds told commits by their tokens; a replacement's is shared by all that make the same.
        state.Transactions.ContainsKey(commit.CommitId) || (commit.Mode != WriteMode.Replace && state.Transactions.ContainsKey(commit.Token));

    private static string TableOf(DatasetManifest manifest) => manifest.Tables.Count == 1 ? manifest.Tables.First() : DatasetManifest.DefaultTable;

    private static DatasetManifest Empty(DatasetCommit commit) => new()
    {
        Id = commit.Id,
        PartitionKeys = commit.PartitionKeys,
        Partitions = ImmutableSortedDictionary.Create<string, DatasetPartition>(StringComparer.Ordinal),
    };

    private async Task<DatasetManifest?> CurrentAsync(DatasetId id, DeltaState? state, CancellationToken cancellationToken)
    {
        if (state is null) return null;
        if (!DeltaProtocols.IsOwn(state.Protocol)) throw new DatasetForeignException(id);
        await mirror.VerifyAsync(id, state, cancellationToken);
        return LogForm.IsDeleted(state) ? null : LogForm.Manifest(id, state);
    }

    // Entry 0 of a dataset that has a manifest alone: what that says, no file touched. Who loses the race finds another's.
    private async Task StartAsync(
        DatasetCommit commit, (DatasetManifest Manifest, string Hash) old, Func<DatasetManifest, CancellationToken, Task<DatasetSchema?>>? schemaOf, CancellationToken cancellationToken)
    {
        if (commit.Mode == WriteMode.Create) throw new DatasetExistsException(commit.Id);
        var table = old.Manifest.Tables.Count == 0 ? commit.Table : TableOf(old.Manifest);
        if (commit.IsKeeping && DatasetManifest.TableProblem(old.Manifest, commit.Table) is { } problem) throw new DatasetConflictException(commit.Id, problem);
        if (old.Manifest.Tables.Count > 1) throw new DatasetConflictException(commit.Id, $"it has {old.Manifest.Tables.Count} tables, and a log has one. Write another dataset.");
        var schema = old.Manifest.SchemaOf(table) ?? (schemaOf is null ? null : await schemaOf(old.Manifest, cancellationToken));
        var sizes = await SizesAsync(commit.Id, cancellationToken);
        var partitions = old.Manifest.Partitions.Values.Select(p => Sized(commit.Id, p, table, sizes)).ToImmutableSortedDictionary(p => p.Label, p => p, StringComparer.Ordinal);
        var next = CommitRules.Of(old.Manifest, table, schema, partitions);
        var memory = CommitLog.Of(old.Manifest);
        var now = time.GetUtcNow();
        var info = new DeltaCommitInfo(now.ToUnixTimeMilliseconds(), Conversion) { Token = memory.LastToken(old.Manifest), Manifest = old.Hash };
        var transactions = memory.Ids.Distinct(StringComparer.Ordinal).Select(id => new DeltaTransaction(id, 0) { LastUpdated = now.ToUnixTimeMilliseconds() });
        await TryPutAsync(commit.Id, 0, [info, .. LogForm.Changes(null, null, next, table, old.Hash, now), .. transactions], isLosing: true, cancellationToken);
    }

    /// <summary>Lengths of all files, by storage key.</summary>
    public async Task<Dictionary<string, long>> SizesAsync(DatasetId id, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var blob in blobs.ListAsync($"{id}/", cancellationToken)) sizes[blob.Name.Value] = blob.Length;
        return sizes;
    }

    /// <summary>A partition of a manifest with the length of its file.</summary>
    /// <exception cref="DatasetConflictException">The file is not where a log can name it.</exception>
    public static DatasetPartition Sized(DatasetId id, DatasetPartition partition, string table, Dictionary<string, long> sizes)
    {
        if (!partition.Files.TryGetValue(table, out var file) || file != DatasetPartition.FileKey(id, partition.Label, table))
            throw new DatasetConflictException(id, $"the file of its partition '{partition.Label}' lies elsewhere than kartothek puts it, and a log of it cannot be kept. Write another dataset.");
        return partition with { Bytes = sizes.GetValueOrDefault(file) };
    }

    private async Task<DatasetVersion?> TryWriteAsync(
        DeltaState? state, DatasetManifest? current, DatasetManifest next, string? adopted, DatasetCommit commit, bool isLosing, CancellationToken cancellationToken)
    {
        var id = commit.Id;
        var now = time.GetUtcNow();
        var version = (state?.Version ?? -1) + 1;
        var numbered = next with { Version = version, Commits = [.. current?.Commits ?? [], commit.CommitId] };
        var manifest = ManifestJson.Write(numbered);
        var info = new DeltaCommitInfo(now.ToUnixTimeMilliseconds(), "WRITE") { Mode = commit.Mode.ToString(), Commit = commit.CommitId, Token = commit.Token, Manifest = ManifestMirror.HashOf(manifest) };
        var transaction = new DeltaTransaction(commit.CommitId, version) { LastUpdated = now.ToUnixTimeMilliseconds() };
        if (!await TryPutAsync(id, version, [info, .. LogForm.Changes(state, current, next, commit.Table, adopted, now), transaction], isLosing, cancellationToken)) return null;
        await FollowAsync(id, state, cancellationToken);
        return new DatasetVersion(numbered, version);
    }

    /// <summary>Puts an entry.</summary>
    /// <returns>False when another entry is there, and <paramref name="isLosing"/> says that this is no fault.</returns>
    public async Task<bool> TryPutAsync(DatasetId id, long version, IReadOnlyList<DeltaAction> actions, bool isLosing, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.PutAsync(DeltaLogName.Entry(id, version), DeltaActionWriter.Write(actions), BlobCondition.IfAbsent, cancellationToken);
            return true;
        }
        catch (StorageConflictException) when (isLosing)
        {
            // Somebody else committed between the read and the write, or this very commit did and its answer was lost: look again.
            return false;
        }
    }

    // What is not the truth, and may be late.
    private async Task FollowAsync(DatasetId id, DeltaState? before, CancellationToken cancellationToken)
    {
        await mirror.WriteAsync(id, cancellationToken);
        if (before is null || before.Version + 1 - before.Checkpoint < CheckpointEvery) return;
        if (await log.StateAsync(id, null, null, cancellationToken) is { } state) await checkpoints.WriteAsync(id, state, time.GetUtcNow(), cancellationToken);
    }
}
