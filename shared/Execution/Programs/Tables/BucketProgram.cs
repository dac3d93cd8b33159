using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Operations;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;

namespace Serverless.Execution.Programs.Tables;

/// <summary>
/// Spreads the rows of a partition over buckets by their keys: one part, which holds a table for each bucket that has a row, in the order of the buckets, and
/// one without rows that says the columns. Rows of a bucket stay in their order.
/// </summary>
internal sealed class BucketProgram(Pipeline pipeline, TableSandbox sandbox, InputFiles files, TableSource source, TableSource? bounds, TableOperation operation, string scratch) : ITaskProgram
{
    private readonly BucketsOfTask _buckets = pipeline.Buckets!;
    private IReadOnlyList<byte[]>? _bounds;

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(scratch, $"buckets-{index}");
        try
        {
            var input = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [TableSteps.Input] = source.Shape(new ParquetInput(await source.FilesAsync(index, files, cancellationToken))) };
            var schema = await sandbox.DescribeAsync(new TableQuery($"FROM {TableSteps.Input}") { Inputs = input }, cancellationToken);
            var table = new OperationTable(pipeline.Sources[0].Node, schema);
            var plan = bounds is null ? operation.Spread(table, _buckets.Input, _buckets.Count) : operation.SpreadByRange(table, _bounds ??= await BoundsAsync(bounds, cancellationToken));
            var query = new TableQuery(plan.Require()) { Inputs = input };
            var columns = new TableQuery($"SELECT * EXCLUDE (\"{plan.Bucket}\") FROM ({query.Sql}) LIMIT 0") { Inputs = input };
            var empty = await sandbox.WriteParquetAsync(columns, files.NewPath(), new ParquetWriteOptions(), cancellationToken);
            var written = await sandbox.WritePartitionedAsync(query, folder, [plan.Bucket!], new ParquetWriteOptions(), cancellationToken);
            await files.VerifyAsync(cancellationToken);
            var path = files.NewPath();
            await BucketPart.WriteAsync(path, _buckets.Count, plan.Rule!, empty.Path, written.Select(file => (int.Parse(file.Keys[0].Text, System.Globalization.CultureInfo.InvariantCulture), file.File.Path)), cancellationToken);
            await parts.AddFileAsync(path, cancellationToken);
            return new TaskOutput(written.Sum(file => file.File.Rows));
        }
        finally
        {
            files.EndTask();
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<IReadOnlyList<byte[]>> BoundsAsync(TableSource from, CancellationToken cancellationToken)
    {
        var input = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [TableSteps.Input] = from.Shape(new ParquetInput(await from.FilesAsync(0, files, cancellationToken))) };
        var rows = await sandbox.RowsAsync<Bound>(new TableQuery($"SELECT {TableOperation.BoundColumn} AS \"at\" FROM {TableSteps.Input} ORDER BY 1") { Inputs = input }, cancellationToken);
        return [.. rows.Select(row => row.At)];
    }

    public IReadOnlyList<string> InputsOf(long index) => [.. source.Describe(new IndexRange(index, index))];

    public async ValueTask DisposeAsync() => await sandbox.DisposeAsync();

    private sealed record Bound(byte[] At);
}
