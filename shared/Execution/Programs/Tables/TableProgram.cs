using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Execution.Programs.Tables;

/// <summary>
/// Runs a pipeline over tables in a sandbox of this unit: the steps of each partition, the fold of a group, the steps on what came out. Between steps a
/// table is a Parquet file in the unit's scratch folder.
/// </summary>
internal sealed class TableProgram(Pipeline pipeline, TableSandbox sandbox, InputFiles files, TableSource[] sources, TableSteps steps, SqlFunctions functions) : ITaskProgram, ITableTasks
{
    private readonly PipelineSource[] _collections = [.. pipeline.Sources.Where(s => !s.IsArgument)];

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            var query = await QueryAsync(index, cancellationToken);
            var path = files.NewPath();
            var written = await sandbox.WriteParquetAsync(query, path, steps.Write, cancellationToken);
            await files.VerifyAsync(cancellationToken);
            await parts.AddFileAsync(path, cancellationToken);
            return new TaskOutput(written.Rows);
        }
        catch (TableException e)
        {
            throw Explain(e);
        }
        finally
        {
            EndTask();
        }
    }

    public IReadOnlyList<string> InputsOf(long index) => [.. _collections.SelectMany((s, i) => sources[i].Describe(s.ElementsOf(new IndexRange(index, index))))];

    public async ValueTask DisposeAsync() => await sandbox.DisposeAsync();

    public ValueTask VerifyAsync(CancellationToken cancellationToken) => files.VerifyAsync(cancellationToken);

    /// <summary>Forgets the files of a task.</summary>
    public void EndTask() => files.EndTask();

    public TableException Explain(TableException error) => functions.Explain(error);

    public async Task<TableQuery?> LastQueryAsync(long index, TaskExecutionContext context, CancellationToken cancellationToken) => await QueryAsync(index, cancellationToken);

    private async Task<TableQuery> QueryAsync(long index, CancellationToken cancellationToken)
    {
        TableQuery query;
        if (steps.Fold is { } fold)
        {
            var elements = pipeline.ElementsOf(index);
            query = elements.Count > 0 ? await FoldQueryAsync(fold, elements, cancellationToken)
                : HasColumns ? await fold.OverAsync(sources[0].Shape(new ParquetInput([])), sandbox, cancellationToken)
                : throw new InvalidDataException($"'{pipeline.Node}' has nothing to reduce: its collection is empty.");
        }
        else
        {
            query = await ElementQueryAsync(index, cancellationToken);
        }
        foreach (var step in steps.Then) query = await step.OverAsync(await SaveAsync(query, cancellationToken), sandbox, cancellationToken);
        return query;
    }

    private async Task<TableQuery> FoldQueryAsync(TableStep fold, IndexRange elements, CancellationToken cancellationToken)
    {
        var group = new List<ParquetFile>();
        for (var i = elements.First; i <= elements.Last; i++) group.AddRange(await ElementFilesAsync(i, cancellationToken));
        return await fold.OverAsync(new ParquetInput(group) { IsOurs = !IsRead }, sandbox, cancellationToken);
    }

    // A dataset of which no partition is left has its columns. What a query makes of nothing is not known.
    private bool HasColumns => steps.Each.Count == 0 && sources is [{ HasColumns: true }];

    // Elements are files of a read as they are, which hold what they show.
    private bool IsRead => steps.Each.Count == 0 && sources is [{ IsPlain: true, IsOurs: false }];

    // An element that no step changes is its files as they are; otherwise the result of its steps.
    private async Task<IReadOnlyList<ParquetFile>> ElementFilesAsync(long index, CancellationToken cancellationToken)
    {
        if (steps.Each.Count == 0 && sources is [{ IsPlain: true }]) return await sources[0].FilesAsync(index, files, cancellationToken);
        var path = files.NewPath();
        await sandbox.WriteParquetAsync(await ElementQueryAsync(index, cancellationToken), path, steps.Scratch, cancellationToken);
        return [new ParquetFile(path)];
    }

    private async Task<TableQuery> ElementQueryAsync(long index, CancellationToken cancellationToken)
    {
        var inputs = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase);
        for (var s = 0; s < sources.Length; s++)
        {
            var elements = _collections[s].Mapping == SourceMapping.All ? new IndexRange(0, _collections[s].Count - 1) : new IndexRange(index, index);
            var all = new List<ParquetFile>();
            for (var i = elements.First; i <= elements.Last; i++) all.AddRange(await sources[s].FilesAsync(i, files, cancellationToken));
            // Without a step only we ask: a fold sees what comes out by its own name.
            var name = steps.Each.Count == 0 ? TableSteps.Input : steps.Each[0].NameOf(s) ?? _collections[s].Alias ?? (sources.Length == 1 ? TableSteps.Input : _collections[s].Node);
            if (all.Count == 0 && !sources[s].HasColumns)
                throw new InvalidDataException($"'{_collections[s].Node}' has no partition, so no one knows the columns that '{pipeline.Node}' needs of it.");
            inputs[name] = sources[s].Shape(new ParquetInput(all));
        }
        if (steps.Each.Count == 0) return new TableQuery(TableSteps.Everything.Sql) { Inputs = inputs };
        var query = await steps.Each[0].OverAsync(inputs, sandbox, cancellationToken);
        foreach (var step in steps.Each.Skip(1)) query = await step.OverAsync(await SaveAsync(query, cancellationToken), sandbox, cancellationToken);
        return query;
    }

    private async Task<TableInput> SaveAsync(TableQuery query, CancellationToken cancellationToken)
    {
        var path = files.NewPath();
        await sandbox.WriteParquetAsync(query, path, steps.Scratch, cancellationToken);
        return TableInput.Parquet(path) with { IsOurs = true };
    }
}
