using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Errors;

namespace Serverless.Datasets.Delta;

/// <summary>Reads the logs of Delta tables: those that other programs write. A table is a folder of the container with a folder <c>_delta_log</c>.</summary>
/// <param name="blobs">The container.</param>
/// <param name="engine">Reads checkpoints, which are Parquet.</param>
public sealed class DeltaLog(IBlobStore blobs, Lazy<TableEngine> engine)
{
    // Requests at once.
    private const int Parallel = 16;

    // Below what a store reads in one request.
    private const long SmallBytes = 32L * 1024 * 1024;

    /// <summary>The newest version, or one of before.</summary>
    /// <returns>Null: there is no log, or no such version.</returns>
    /// <exception cref="DatasetDamagedException">An entry is missing, or cannot be read.</exception>
    /// <exception cref="DatasetUnreadableException">It needs a reader feature that is not known.</exception>
    public async Task<DeltaSnapshot?> FindAsync(DatasetId table, CancellationToken cancellationToken, long? version = null)
    {
        if (await StateAsync(table, version, null, cancellationToken) is not { } state) return null;
        try
        {
            return state.Snapshot(table);
        }
        catch (FormatException e)
        {
            throw new DatasetDamagedException(DeltaLogName.Folder(table), e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>What the log comes to.</summary>
    /// <param name="table">The folder.</param>
    /// <param name="version">Up to it; null: all.</param>
    /// <param name="before">A state of this very log to go on from; null: none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Null: there is no log, or no such version.</returns>
    internal async Task<DeltaState?> StateAsync(DatasetId table, long? version, DeltaState? before, CancellationToken cancellationToken)
    {
        var folder = DeltaLogName.Folder(table);
        var lengths = await LengthsAsync(table, cancellationToken);
        var at = folder;
        try
        {
            if (DeltaLogFiles.Choose(lengths.Keys, version, before?.Version) is not { } files || (version is { } asked && files.Version != asked)) return null;
            var replay = before is null ? new DeltaReplay() : new DeltaReplay(before);
            if (!files.Checkpoint.IsEmpty)
            {
                at = files.Checkpoint[0].Value;
                replay.Apply(await CheckpointAsync(folder, files.Checkpoint, cancellationToken));
            }
            foreach (var some in files.Commits.Chunk(Parallel))
            {
                var contents = await Task.WhenAll(some.Select(name => BytesAsync(name, lengths[name], cancellationToken)));
                for (var i = 0; i < some.Length; i++)
                {
                    at = some[i].Value;
                    replay.Apply(DeltaActionReader.ReadLines(contents[i]));
                }
            }
            at = folder;
            return replay.Finish(files.Version) with { Checkpoint = files.CheckpointVersion ?? before?.Checkpoint ?? 0 };
        }
        catch (FormatException e)
        {
            throw new DatasetDamagedException(at, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>One entry's actions; null: it is not there.</summary>
    internal async Task<IReadOnlyList<DeltaAction>?> EntryAsync(DatasetId table, long version, CancellationToken cancellationToken)
    {
        var name = DeltaLogName.Entry(table, version);
        if (await blobs.GetPropertiesAsync(name, cancellationToken) is not { } properties) return null;
        try
        {
            return [.. DeltaActionReader.ReadLines(await BytesAsync(name, properties.Length, cancellationToken))];
        }
        catch (FormatException e)
        {
            throw new DatasetDamagedException(name.Value, e.Message.TrimEnd('.'), e);
        }
    }

    // Without the files of _sidecars, which the checkpoint names.
    private async Task<Dictionary<BlobName, long>> LengthsAsync(DatasetId table, CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<BlobName, long>();
        await foreach (var entry in blobs.ListFolderAsync($"{DeltaLogName.Folder(table)}/", cancellationToken))
            if (entry.Blob is { } blob) lengths[blob.Name] = blob.Length;
        return lengths;
    }

    private async Task<IReadOnlyList<DeltaAction>> CheckpointAsync(string folder, IReadOnlyList<BlobName> parts, CancellationToken cancellationToken)
    {
        var actions = new List<DeltaAction>();
        foreach (var part in parts) actions.AddRange(await ActionsAsync(part, cancellationToken));
        foreach (var sidecar in actions.OfType<DeltaSidecar>().ToList())
        {
            var name = $"{folder}/_sidecars/{DeltaPath.Key(sidecar.Path)}";
            if (BlobName.Problem(name) is { } problem) throw new FormatException($"'{sidecar.Path}' names no part of it: {problem}");
            actions.AddRange(await ActionsAsync(new BlobName(name), cancellationToken));
        }
        return actions;
    }

    private async Task<IEnumerable<DeltaAction>> ActionsAsync(BlobName file, CancellationToken cancellationToken)
    {
        if (file.Value.EndsWith(".json", StringComparison.Ordinal))
        {
            var properties = await blobs.GetPropertiesAsync(file, cancellationToken) ?? throw new FormatException($"a part of its checkpoint, '{file}', is gone");
            return DeltaActionReader.ReadLines(await BytesAsync(file, properties.Length, cancellationToken));
        }
        try
        {
            return DeltaActionReader.ReadLines(await engine.Value.JsonLinesAsync(blobs, file, cancellationToken)).ToList();
        }
        catch (TableException e) when (e.Kind == TableErrorKind.CorruptInput)
        {
            throw new FormatException(e.Message, e);
        }
        catch (BlobNotFoundException e)
        {
            throw new FormatException($"a part of its checkpoint, '{file}', is gone", e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> BytesAsync(BlobName name, long length, CancellationToken cancellationToken)
    {
        try
        {
            if (length <= SmallBytes)
                return (await blobs.GetAsync(name, cancellationToken))?.Bytes ?? throw new FormatException($"'{name}' is gone: its log is being cleaned up, or was damaged");
            using var bytes = new MemoryStream(checked((int)length));
            await using var source = await blobs.OpenReadAsync(name, BlobRange.All, cancellationToken);
            await source.CopyToAsync(bytes, cancellationToken);
            return bytes.ToArray();
        }
        catch (BlobNotFoundException e)
        {
            throw new FormatException($"'{name}' is gone: its log is being cleaned up, or was damaged", e);
        }
    }
}
