using Serverless.Execution.Results;
using Serverless.Execution.Units;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Tables;

namespace Serverless.Execution.Tables;

/// <summary>
/// Runs a pipeline over tables in a sandbox of this unit: the steps of each partition, the fold of a group, the steps on what came out. Between steps a
/// table is a Parquet file in the unit's scratch folder.
/// </summary>
internal sealed class TableProgram(Pipeline pipeline, TableSandbox sandbox, InputFiles files, TableSource[] sources, TableSteps steps, SqlFunctions functions) : ITaskProgram, ITableTasks
{
    private readonly PipelineSource[] _collections = [.. pipeline.Sources.Where(s => !s.IsArgument)];

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, RunContext context, CancellationToken cancellationToken)
    {
        try
        {
            var query = await QueryAsync(index, cancellationToken);
            var path = files.NewPath();
            var written = await sandbox.WriteParquetAsync(query, path, steps.Write, cancellationToken);
            files.Verify();
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

    public void Verify() => files.Verify();

    /// <summary>Forgets the files of a task.</summary>
    public void EndTask() => files.EndTask();

    public TableException Explain(TableException error) => functions.Explain(error);

    public async Task<TableQuery?> LastQueryAsync(long index, RunContext context, CancellationToken cancellationToken) => await QueryAsync(index, cancellationToken);

    private async Task<TableQuery> QueryAsync(long index, CancellationToken cancellationToken)
    {
        TableQuery query;
        if (steps.Fold is { } fold)
        {
            var elements = _collections[0].ElementsOf(new IndexRange(index, index));
            if (elements.Count == 0) throw new InvalidDataException($"'{pipeline.Node}' has nothing to reduce: its collection is empty.");
            var group = new List<ParquetFile>();
            for (var i = elements.First; i <= elements.Last; i++) group.AddRange(await ElementFilesAsync(i, cancellationToken));
            query = fold.Over(new Dictionary<string, TableInput> { [TableSteps.Input] = new ParquetInput(group) { HasTypes = !IsRead } });
        }
        else
        {
            query = await ElementQueryAsync(index, cancellationToken);
        }
        foreach (var step in steps.Then) query = step.Over(await SaveAsync(query, cancellationToken));
        return query;
    }

    // Elements are files of a read as they are, which hold what they show.
    private bool IsRead => steps.Each.Count == 0 && sources is [{ IsPlain: true, HasTypes: false }];

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
            inputs[_collections[s].Alias ?? (sources.Length == 1 ? TableSteps.Input : _collections[s].Node)] = sources[s].Shape(new ParquetInput(all));
        }
        if (steps.Each.Count == 0) return TableSteps.Everything.Over(inputs);
        var query = steps.Each[0].Over(inputs);
        foreach (var step in steps.Each.Skip(1)) query = step.Over(await SaveAsync(query, cancellationToken));
        return query;
    }

    private async Task<Dictionary<string, TableInput>> SaveAsync(TableQuery query, CancellationToken cancellationToken)
    {
        var path = files.NewPath();
        await sandbox.WriteParquetAsync(query, path, steps.Scratch, cancellationToken);
        return new Dictionary<string, TableInput> { [TableSteps.Input] = TableInput.Parquet(path) with { HasTypes = true } };
    }
}
