using System.Security.Cryptography;
using System.Text;
using Serverless.Datasets;
using Serverless.Datasets.Delta;
using Serverless.Execution.Tasks;
using Serverless.Graph.Kinds;
using Serverless.Storage;
using Serverless.Store.Records;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;

namespace Serverless.Execution.Programs.Tables;

/// <summary>Writes a partition of a write node: one file for each combination of key values, stored where the dataset wants it, invisible until the commit.</summary>
internal sealed class WriteProgram(ITableTasks tables, TableSandbox sandbox, WriteNode node, IBlobStore blobs, string token, string scratch) : ITaskProgram
{
    // Files of one attempt have names that nothing else uses: a lost attempt's files are garbage and never in the way.
    private readonly string _attempt = Guid.NewGuid().ToString("N");

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(index, context, cancellationToken);
        }
        catch (TableException e)
        {
            throw tables.Explain(e);
        }
        finally
        {
            tables.EndTask();
        }
    }

    private async Task<TaskOutput> WriteAsync(long index, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (await tables.LastQueryAsync(index, context, cancellationToken) is not { } query) return new TaskOutput(0, [], new WrittenShape(index, false, []));
        var folder = Path.Combine(scratch, $"write-{index}");
        var staged = await WriteAsync(query, folder, cancellationToken);
        var shape = staged.Count > 0
            ? new WrittenShape(index, true, WrittenColumns.Of(staged))
            : new WrittenShape(index, false, WrittenColumns.Of(await sandbox.DescribeAsync(query, cancellationToken), node.PartitionBy));
        WrittenColumns.Check(node.Dataset, shape.Columns);
        await tables.VerifyAsync(cancellationToken);
        var named = staged.Select(file => (File: file, Label: LabelOf(index, file))).ToList();
        var written = new List<WrittenFile>();
        foreach (var (file, label) in named)
        {
            await using var content = File.OpenRead(file.File.Path);
            var name = new BlobName(DatasetPartition.FileKey(new DatasetId(node.Dataset), label, node.Table));
            var stored = await blobs.UploadAsync(name, content, BlobCondition.IfAbsent, cancellationToken);
            written.Add(new WrittenFile(index, label, file.File.Rows, stored.Length) { Statistics = DeltaStatistics.Of(file.File) });
        }
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return new TaskOutput(written.Sum(w => w.Rows), written, shape);
    }

    // Looked at before anything is stored.
    private string LabelOf(long index, PartitionFile file)
    {
        KeyValuePair<string, string>[] keys = [.. file.Keys.Select(k => KeyValuePair.Create(k.Name, k.Text))];
        if (Array.Find(keys, k => k.Value.Length == 0) is { Key: { } empty })
            throw new TableException(TableErrorKind.Conversion, $"The partition key '{empty}' is an empty text in some rows, which Delta's readers take for null. Give it a value, as by coalesce(nullif({empty}, ''), 'none'), or do not partition by it.");
        var label = PartitionLabel.Format(keys, Unique(index, keys));
        var name = DatasetPartition.FileKey(new DatasetId(node.Dataset), label, node.Table);
        return BlobName.Problem(name) is not { } problem ? label : throw new TableException(TableErrorKind.Conversion,
            $"The partition {string.Join(", ", keys.Select(k => $"{k.Key} = '{(k.Value.Length > 60 ? $"{k.Value[..60]}..." : k.Value)}'"))} cannot be stored, as its values are part of the file's name: {problem}. Partition by something shorter, such as a hash or a prefix.");
    }

    public IReadOnlyList<string> InputsOf(long index) => tables.InputsOf(index);

    public ValueTask DisposeAsync() => tables.DisposeAsync();

    private async Task<IReadOnlyList<PartitionFile>> WriteAsync(TableQuery query, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (!node.PartitionBy.IsEmpty) return await sandbox.WritePartitionedAsync(query, folder, node.PartitionBy, new ParquetWriteOptions(), cancellationToken);
        var all = await sandbox.WriteParquetAsync(query, Path.Combine(folder, "all.parquet"), new ParquetWriteOptions(), cancellationToken);
        return all.Rows == 0 ? [] : [new PartitionFile([], all)];
    }

    private string Unique(long index, IEnumerable<KeyValuePair<string, string>> keys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token}/{index}/{_attempt}/{string.Join('/', keys)}")).AsSpan(0, 16));
}
