using Serverless.Datasets;
using Serverless.Execution.Cache;
using Serverless.Execution.Records;
using Serverless.Execution.Results;
using Serverless.Execution.Units;
using Serverless.Graph.Documents;
using Serverless.Storage;
using Serverless.Tables;
using WriteMode = Serverless.Datasets.WriteMode;

namespace Serverless.Execution.Tables;

/// <summary>What a write node's value is.</summary>
public sealed record DatasetSummary(string Dataset, int Partitions, long Rows, long Bytes);

/// <summary>Commits a write node: takes the small descriptors of what was stored, and makes it visible with one conditional write. Repeating it changes nothing.</summary>
internal sealed class CommitProgram(DatasetStore datasets, CommonMetadata schemas, WriteNode node, string token, IReadOnlyList<LedgerRecord> records) : ITaskProgram
{
    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, RunContext context, CancellationToken cancellationToken)
    {
        var id = new DatasetId(node.Dataset);
        var files = Distinct().ToList();
        // A dataset that is there already refuses a create: its schema stays as it is.
        var isRefused = node.Mode == Graph.Documents.WriteMode.Create && await datasets.FindAsync(id, cancellationToken) is not null;
        if (files.Count > 0 && !isRefused) await SaveSchemaAsync(id, files[0], cancellationToken);
        await datasets.CommitAsync(
            new DatasetCommit
            {
                Id = id,
                CommitId = token,
                Mode = Enum.Parse<WriteMode>(node.Mode.ToString()),
                PartitionKeys = node.PartitionBy,
                KeyTypes = [.. files.FirstOrDefault()?.KeyTypes ?? []],
                Added = [.. files.Select(f => DatasetPartition.Create(id, f.Label, node.Table))],
            },
            cancellationToken);
        var summary = new DatasetSummary(node.Dataset, files.Count, files.Sum(f => f.Rows), files.Sum(f => f.Bytes));
        parts.AddValue(summary, isHole: false);
        return default;
    }

    public IReadOnlyList<string> InputsOf(long index) => [$"{records.Count} records of '{node.Id}'"];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task SaveSchemaAsync(DatasetId id, WrittenFile file, CancellationToken cancellationToken) => schemas.SaveAsync(
        id,
        node.Table,
        [.. node.PartitionBy.Zip(file.KeyTypes, (name, type) => new TableColumn(name, ColumnType.Parse(type)))],
        new BlobName(DatasetPartition.FileKey(id, file.Label, node.Table)),
        node.Mode == Graph.Documents.WriteMode.Append ? BlobCondition.IfAbsent : BlobCondition.None,
        cancellationToken);

    // Where two hosts recorded overlapping ranges, each task counts once.
    private IEnumerable<WrittenFile> Distinct()
    {
        var next = 0L;
        foreach (var record in records)
        {
            if (record.First > next) throw new LostResultException($"The ledger lacks '{node.Id}'[{next}-{record.First - 1}]: the dataset was not committed.");
            foreach (var file in record.Files.Where(f => f.Task >= next)) yield return file;
            next = Math.Max(next, record.Last + 1);
        }
    }
}
