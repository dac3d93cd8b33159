using System.Security.Cryptography;
using System.Text;
using Serverless.Datasets;
using Serverless.Execution.Records;
using Serverless.Execution.Results;
using Serverless.Execution.Units;
using Serverless.Graph.Documents;
using Serverless.Storage;
using Serverless.Tables;

namespace Serverless.Execution.Tables;

/// <summary>Writes a partition of a write node: one file for each combination of key values, stored where the dataset wants it, invisible until the commit.</summary>
internal sealed class WriteProgram(ITableTasks tables, TableSandbox sandbox, WriteNode node, IBlobStore blobs, string token, string scratch) : ITaskProgram
{
    // Files of one attempt have names that nobody else uses: a lost attempt's files are garbage and never in the way.
    private readonly string _attempt = Guid.NewGuid().ToString("N");

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, RunContext context, CancellationToken cancellationToken)
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

    private async Task<TaskOutput> WriteAsync(long index, RunContext context, CancellationToken cancellationToken)
    {
        if (await tables.LastQueryAsync(index, context, cancellationToken) is not { } query) return new TaskOutput(0, []);
        var folder = Path.Combine(scratch, $"write-{index}");
        var written = new List<WrittenFile>();
        foreach (var file in await WriteAsync(query, folder, cancellationToken))
        {
            var label = PartitionLabel.Format(file.Keys, Unique(index, file.Keys));
            await using var content = File.OpenRead(file.Path);
            var name = new BlobName(DatasetPartition.FileKey(new DatasetId(node.Dataset), label, node.Table));
            var stored = await blobs.UploadAsync(name, content, BlobCondition.IfAbsent, cancellationToken);
            written.Add(new WrittenFile(index, label, file.Rows, stored.Length) { KeyTypes = file.KeyTypes });
        }
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return new TaskOutput(written.Sum(w => w.Rows), written);
    }

    public IReadOnlyList<string> InputsOf(long index) => tables.InputsOf(index);

    public ValueTask DisposeAsync() => tables.DisposeAsync();

    private async Task<IReadOnlyList<StagedFile>> WriteAsync(TableQuery query, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (node.PartitionBy.IsEmpty)
        {
            var path = Path.Combine(folder, "all.parquet");
            var all = await sandbox.WriteParquetAsync(query, path, new ParquetWriteOptions(), cancellationToken);
            return all.Rows == 0 ? [] : [new StagedFile([], [], path, all.Rows)];
        }
        var files = await sandbox.WritePartitionedAsync(query, folder, node.PartitionBy, new ParquetWriteOptions(), cancellationToken);
        return [.. files.Select(f => new StagedFile([.. f.Keys.Select(k => KeyValuePair.Create(k.Name, k.Text))], [.. f.Keys.Select(k => k.Type.Text)], f.File.Path, f.File.Rows))];
    }

    private string Unique(long index, IEnumerable<KeyValuePair<string, string>> keys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token}/{index}/{_attempt}/{string.Join('/', keys)}")).AsSpan(0, 16));

    private sealed record StagedFile(IReadOnlyList<KeyValuePair<string, string>> Keys, IReadOnlyList<string> KeyTypes, string Path, long Rows);
}
