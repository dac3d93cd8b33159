using Serverless.Planning.Snapshots;
using Serverless.Storage;
using Serverless.Store.Resolving;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Types;

namespace Serverless.Execution.Tables;

/// <summary>
/// Inputs of table tasks as files of this machine: in place where they are, otherwise through the process's cache, with a name in the unit's scratch folder.
/// A sandbox's list of readable files is closed when it opens; its scratch folder is not.
/// </summary>
internal sealed class InputFiles(IBlobStore blobs, ExecutionOptions options, string scratch)
{
    private readonly List<string> _fetched = [];
    private readonly List<ScratchFile> _held = [];
    private readonly List<PartitionSnapshot> _inPlace = [];

    /// <summary>A partition of a read.</summary>
    /// <param name="partition">Which.</param>
    /// <param name="columns">All that queries see of it; null: everything.</param>
    /// <param name="isNamedOnce">Its name is never used again, as of files of datasets: what was there when it was opened is there when it was read.</param>
    /// <param name="cancellationToken">Ends the wait for a remote file.</param>
    public async Task<ParquetFile> PartitionAsync(PartitionSnapshot partition, IReadOnlyCollection<string>? columns, bool isNamedOnce, CancellationToken cancellationToken)
    {
        RowRange? rows = partition is { FirstRow: { } first, RowCount: { } count } ? new RowRange(first, count) : null;
        var path = partition.IsLocalFile ? LocalFile(partition) : await FetchAsync(partition, new ParquetPart { Columns = columns, Rows = rows }, isNamedOnce, cancellationToken);
        return new ParquetFile(path)
        {
            Title = partition.File,
            Rows = rows,
            Constants = [.. partition.Keys.Select(k => new ConstantColumn(k.Name, ColumnType.Parse(k.Type), k.Value))],
        };
    }

    /// <summary>A stored result of another pipeline.</summary>
    public async Task<ParquetFile> ResultAsync(StoredResults results, long index, CancellationToken cancellationToken)
    {
        var path = NewPath();
        await results.SaveAsync(index, path, cancellationToken);
        return new ParquetFile(path);
    }

    /// <summary>A new file name in the scratch folder, gone with the task.</summary>
    public string NewPath()
    {
        Directory.CreateDirectory(scratch);
        var path = Path.Combine(scratch, $"{Guid.NewGuid():N}.parquet");
        _fetched.Add(path);
        return path;
    }

    /// <summary>Looks once more at the files that were read where they lie, now that they were read: the one who replaces one in the middle leaves half of each.</summary>
    /// <exception cref="ReplacedInputException">One is another than the job was planned with.</exception>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in _inPlace)
        {
            if (partition.IsLocalFile) FileIdentity.Verify(partition);
            else await VerifyBlobAsync(partition, cancellationToken);
        }
    }

    /// <summary>Forgets what one task fetched.</summary>
    public void EndTask()
    {
        _inPlace.Clear();
        foreach (var path in _fetched) File.Delete(path);
        _fetched.Clear();
        foreach (var file in _held) file.Dispose();
        _held.Clear();
    }

    /// <summary>The files that <paramref name="partitions"/> are read from in place: a sandbox must be told of them when it opens.</summary>
    public IEnumerable<string> InPlace(IEnumerable<PartitionSnapshot> partitions)
    {
        foreach (var partition in partitions)
        {
            if (partition.IsLocalFile) yield return partition.File;
            else if (blobs is ILocalFiles local && local.FindFile(new BlobName(partition.File)) is { } path) yield return path;
        }
    }

    private string LocalFile(PartitionSnapshot partition)
    {
        var path = partition.File;
        if (!options.AllowLocalFiles) throw new InvalidDataException($"The file '{path}' is not read: files of this machine are for the command line only. Upload it and name the blob.");
        if (!File.Exists(path)) throw new FileNotFoundException($"The file '{path}' is gone since the job was planned.", path);
        FileIdentity.Verify(partition);
        _inPlace.Add(partition);
        return path;
    }

    private async Task<string> FetchAsync(PartitionSnapshot partition, ParquetPart part, bool isNamedOnce, CancellationToken cancellationToken)
    {
        var name = new BlobName(partition.File);
        if (blobs is ILocalFiles local)
        {
            var found = local.FindFile(name) ?? throw new BlobNotFoundException(name, blobs.Container);
            if (partition.Identity is null) return found;
            await VerifyBlobAsync(partition, cancellationToken);
            if (!isNamedOnce) _inPlace.Add(partition);
            return found;
        }
        var file = await options.Inputs.GetAsync(blobs, name, part, cancellationToken);
        // Held while the task runs, so that what is on the disk is counted.
        _held.Add(file);
        FileIdentity.Verify(name.Value, partition.Identity, file.Blob);
        var path = NewPath();
        file.PlaceAt(path);
        return path;
    }

    private async Task VerifyBlobAsync(PartitionSnapshot partition, CancellationToken cancellationToken) =>
        FileIdentity.Verify(partition.File, partition.Identity, await blobs.GetPropertiesAsync(new BlobName(partition.File), cancellationToken));
}
