using Serverless.Datasets;
using Serverless.Execution.Tasks;
using Serverless.Graph.Kinds;
using Serverless.Planning;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Records;
using Serverless.Store.Results;
using Serverless.Store.Writes;
using WriteMode = Serverless.Datasets.WriteMode;

namespace Serverless.Execution.Programs.Tables;

/// <summary>What a write node's value is.</summary>
public sealed record DatasetSummary(string Dataset, int Partitions, long Rows, long Bytes);

/// <summary>
/// Commits a write node: takes the small descriptors of what was stored, and makes all of it visible with one conditional write. What is not whole (a range
/// without a record, a file that is gone) is no commit: its units run again. Repeating it changes nothing.
/// </summary>
internal sealed class CommitProgram(TenantStores stores, WriteSchemas schemas, CommonMetadata common, WriteNode node, CommitIdentity commit, WrittenResults written) : ITaskProgram
{
    private readonly DatasetId _id = new(node.Dataset);

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var files = written.Files(node.Id.Value);
        if (!await DatasetWrites.HasCommittedAsync(stores, commit.Origin, node, cancellationToken))
        {
            await written.VerifyAsync(stores, node, cancellationToken);
            var change = new DatasetCommit
            {
                Id = _id,
                Table = node.Table,
                CommitId = DatasetWrites.CommitOf(commit.Origin, node.Id.Value),
                Token = commit.Token,
                // An append of what was read stays beside what others appended.
                Base = node.Mode is Graph.Kinds.WriteMode.Replace or Graph.Kinds.WriteMode.OverwritePartitions ? commit.Base : null,
                Mode = ModeOf(node.Mode),
                PartitionKeys = node.PartitionBy,
                Schema = await schemas.MergeAsync(node, written, files, cancellationToken),
                Added = [.. files.Select(f => DatasetPartition.Create(_id, f.Label, node.Table) with { Bytes = f.Bytes, Statistics = f.Statistics })],
            };
            try
            {
                await stores.Datasets.CommitAsync(change, (manifest, cancel) => schemas.FindAsync(manifest, node.Table, cancel), cancellationToken);
            }
            catch (DatasetOvertakenException e)
            {
                // One job commits once: read anew, this write would not go together with what it committed before.
                if (await CommittedAsync(cancellationToken) is not { } other) throw;
                throw new DatasetConflictException(_id, $"{e.Reason} This job has committed dataset '{other}' from what it read before, so it does not read anew. Run it as another job.");
            }
        }
        await common.MirrorAsync(async cancel => (await stores.Datasets.FindAsync(_id, cancel))?.Manifest, _id, node.Table, cancellationToken);
        await stores.Jobs.PutBytesAsync(commit.Origin, DatasetWrites.MarkOf(node), ReadOnlyMemory<byte>.Empty, cancellationToken);
        parts.AddValue(new DatasetSummary(node.Dataset, files.Count, files.Sum(f => f.Rows), files.Sum(f => f.Bytes)), isHole: false);
        return default;
    }

    // Another dataset that this job has committed.
    private async Task<string?> CommittedAsync(CancellationToken cancellationToken)
    {
        foreach (var other in commit.Others)
            if (await DatasetWrites.HasCommittedAsync(stores, commit.Origin, other, cancellationToken)) return other.Dataset;
        return null;
    }

    public IReadOnlyList<string> InputsOf(long index) => [$"{written.Records.Count} records of '{node.Id}'"];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Datasets know no documents: what a document says is told in their words.
    private static WriteMode ModeOf(Graph.Kinds.WriteMode mode) => mode switch
    {
        Graph.Kinds.WriteMode.Create => WriteMode.Create,
        Graph.Kinds.WriteMode.Replace => WriteMode.Replace,
        Graph.Kinds.WriteMode.Append => WriteMode.Append,
        Graph.Kinds.WriteMode.OverwritePartitions => WriteMode.OverwritePartitions,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Datasets have no such mode."),
    };
}

/// <summary>Who commits what.</summary>
/// <param name="Origin">The job, or the first of those that it goes on with.</param>
/// <param name="Token">Of the commit's pipeline.</param>
internal sealed record CommitIdentity(string Origin, string Token)
{
    /// <summary>The version of the dataset that the job has read; null: it read none.</summary>
    public long? Base { get; init; }

    /// <summary>The job's other writes.</summary>
    public IReadOnlyList<WriteNode> Others { get; init; } = [];
}

/// <summary>The records of a write.</summary>
/// <param name="Token">Of the pipeline that wrote.</param>
/// <param name="Count">How many tasks it has.</param>
/// <param name="Records">By first task.</param>
internal sealed record WrittenResults(string Token, long Count, IReadOnlyList<LedgerRecord> Records)
{
    /// <summary>Every file, each task's once where two hosts recorded overlapping ranges.</summary>
    /// <exception cref="LostResultException">A task has no record.</exception>
    public IReadOnlyList<WrittenFile> Files(string title)
    {
        var files = new List<WrittenFile>();
        var next = 0L;
        foreach (var record in Records)
        {
            if (record.First > next) throw Missing(title, next, record.First - 1);
            files.AddRange(record.Files.Where(f => f.Task >= next));
            next = Math.Max(next, record.Last + 1);
        }
        return next >= Count ? files : throw Missing(title, next, Count - 1);
    }

    /// <summary>Looks whether every file is there as it was written. What is lost is taken out of the ledger, so that it is made again.</summary>
    /// <exception cref="LostResultException">A file is gone or has another length.</exception>
    public async Task VerifyAsync(TenantStores stores, WriteNode node, CancellationToken cancellationToken)
    {
        var lost = await LostFiles.FindAsync(stores, Records, DatasetWrites.FolderOf(node), cancellationToken);
        if (lost.Count == 0) return;
        await stores.Ledger.ForgetAsync(Token, r => lost.Any(l => l.First == r.First && l.Files.Count > 0 && r.Files.Any(f => f.Label == l.Files[0].Label)), cancellationToken);
        throw new LostResultException($"Files of '{node.Id}'[{new IndexRange(lost[0].First, lost[0].Last)}] were written for dataset '{node.Dataset}' and are gone or changed: nothing was committed.");
    }

    private static LostResultException Missing(string node, long first, long last) => new($"The ledger lacks '{node}'[{new IndexRange(first, last)}]: the dataset was not committed.");
}
