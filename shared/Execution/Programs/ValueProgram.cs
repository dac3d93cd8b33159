using Serverless.Execution.Programs.Folds;
using Serverless.Execution.Programs.Steps;
using Serverless.Execution.Programs.Tables;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Blobs;
using Serverless.Execution.Values.Tables;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Store.Results;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Queries;

namespace Serverless.Execution.Programs;

/// <summary>Runs a pipeline over values: the steps of each element, the function of a partition, the fold of a group, the steps on what came out, all in memory.</summary>
internal sealed class ValueProgram : ITaskProgram, ITableTasks
{
    private readonly Pipeline _pipeline;
    private readonly UnitTables? _tables;
    private readonly ValueSource[] _sources;
    private readonly PipelineSource[] _collections;
    private readonly ValueSteps _steps;
    private readonly BlobValues _blobs;
    private readonly object?[] _inputs;

    /// <param name="pipeline">What to run.</param>
    /// <param name="sources">Of its collections, in order.</param>
    /// <param name="steps">Its functions.</param>
    /// <param name="blobs">For functions that open references.</param>
    /// <param name="tables">The unit's tables, which end with this; null where nothing works on any.</param>
    public ValueProgram(Pipeline pipeline, ValueSource[] sources, ValueSteps steps, BlobValues blobs, UnitTables? tables)
    {
        (_pipeline, _tables) = (pipeline, tables);
        _sources = sources;
        _collections = [.. pipeline.Sources.Where(s => !s.IsArgument)];
        _steps = steps;
        _blobs = blobs;
        _inputs = new object?[sources.Length];
    }

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        if (_tables is not null) return await RunOverTablesAsync(index, parts, context, cancellationToken);
        var value = await ValueAsync(index, context, cancellationToken);
        parts.AddValue(value, ReferenceEquals(value, Element.Hole));
        return default;
    }

    public async Task<TableQuery?> LastQueryAsync(long index, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var records = _tables!.Records(_steps.ResultType, _steps.ResultShape);
        if (_steps.Gather is null && _steps.Fold is null)
        {
            // A group of elements is written as they come.
            var elements = _pipeline.Leading() is { Mapping: SourceMapping.Group } group ? group.ElementsOf(new IndexRange(index, index)) : new IndexRange(index, index);
            for (var i = elements.First; i <= elements.Last; i++)
            {
                var element = await ElementAsync(i, Ready(context), cancellationToken);
                if (element is Table whole) return UnitTables.Everything(whole);
                if (!ReferenceEquals(element, Element.Hole)) await records.AddAsync(element, cancellationToken);
            }
        }
        else
        {
            var value = await ValueAsync(index, context, cancellationToken);
            if (value is Table whole) return UnitTables.Everything(whole);
            if (!ReferenceEquals(value, Element.Hole)) await records.AddAsync(value, cancellationToken);
        }
        return await records.ToTableAsync(cancellationToken) is { } table ? UnitTables.Everything(table) : null;
    }

    public ValueTask VerifyAsync(CancellationToken cancellationToken) => _tables?.VerifyAsync(cancellationToken) ?? ValueTask.CompletedTask;

    public void EndTask() => _tables?.EndTask();

    public TableException Explain(TableException error) => _tables!.Explain(error);

    private async ValueTask<TaskOutput> RunOverTablesAsync(long index, PartWriter parts, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            if (_pipeline.Result is ResultKind.Values or ResultKind.Lists)
            {
                var value = await ValueAsync(index, context, cancellationToken);
                if (value is Table) throw new NoTableException($"'{_pipeline.Node}' gave a table, and its function does not say so: declare its result as a Table.");
                await VerifyAsync(cancellationToken);
                parts.AddValue(value, ReferenceEquals(value, Element.Hole));
                return default;
            }
            var query = await LastQueryAsync(index, context, cancellationToken) ?? throw new NoTableException($"'{_pipeline.Node}' gave no rows, which do not say what columns a table of them has.");
            return new TaskOutput(await _tables!.AddAsync(parts, query, cancellationToken));
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

    private async ValueTask<object?> ValueAsync(long index, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        Ready(context);
        var value = _steps.Gather is { } gather ? await GatheredAsync(gather, index, context, cancellationToken)
            : _steps.Fold is { } fold ? await FoldedAsync(fold, index, context, cancellationToken)
            : await ElementAsync(index, context, cancellationToken);
        return await StepsAsync(_steps.Then, 0, value, context, cancellationToken);
    }

    private TaskExecutionContext Ready(TaskExecutionContext context)
    {
        context.Blobs ??= _blobs;
        context.Tables ??= _tables;
        return context;
    }

    public IReadOnlyList<string> InputsOf(long index) =>
        [.. _collections.Select(s => $"{s.Node}[{s.ElementsOf(new IndexRange(index, index))}]")];

    public ValueTask DisposeAsync() => _tables?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<object?> FoldedAsync(ValueFold fold, long index, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var elements = _pipeline.ElementsOf(index);
        fold.Begin();
        for (var i = elements.First; i <= elements.Last && !fold.IsFull; i++)
        {
            if ((i & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
            var element = await ElementAsync(i, context, cancellationToken);
            if (!ReferenceEquals(element, Element.Hole)) await fold.AddAsync(element, context, cancellationToken);
        }
        return await fold.EndAsync(context, cancellationToken);
    }

    private async ValueTask<object?> GatheredAsync(ValueGather gather, long index, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        var elements = _pipeline.ElementsOf(index);
        gather.Begin();
        for (var i = elements.First; i <= elements.Last; i++)
        {
            var element = await ElementAsync(i, context, cancellationToken);
            if (!ReferenceEquals(element, Element.Hole)) gather.Add(element);
        }
        var list = _steps.Fold is null ? new List<object?>() : null;
        _steps.Fold?.Begin();
        var count = 0L;
        await foreach (var given in gather.EndAsync(context, cancellationToken))
        {
            if ((++count & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
            var element = await StepsAsync(_steps.Inner, 0, given, context, cancellationToken);
            if (ReferenceEquals(element, Element.Hole)) continue;
            if (_steps.Fold is null) list!.Add(element);
            else await _steps.Fold.AddAsync(element, context, cancellationToken);
            if (_steps.Fold is { IsFull: true }) break;
        }
        return _steps.Fold is null ? list : await _steps.Fold.EndAsync(context, cancellationToken);
    }

    private ValueTask<object?> ElementAsync(long index, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        context.Element = index;
        if (_sources.Length > 1) return CombinedAsync(index, context, cancellationToken);
        if (_sources.Length == 0) return StepsAsync(_steps.Each, 0, null, context, cancellationToken);
        var element = _sources[0].GetAsync(index, cancellationToken);
        return element.IsCompletedSuccessfully
            ? StepsAsync(_steps.Each, 0, element.Result, context, cancellationToken)
            : LaterAsync(element, context, cancellationToken);
    }

    private async ValueTask<object?> LaterAsync(ValueTask<object?> element, TaskExecutionContext context, CancellationToken cancellationToken) =>
        await StepsAsync(_steps.Each, 0, await element, context, cancellationToken);

    // The first step takes an element of each.
    private async ValueTask<object?> CombinedAsync(long index, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        for (var s = 0; s < _sources.Length; s++)
        {
            _inputs[s] = await _sources[s].GetAsync(_collections[s].Mapping == SourceMapping.All ? 0 : index, cancellationToken);
            if (ReferenceEquals(_inputs[s], Element.Hole)) return Element.Hole;
        }
        return await StepsAsync(_steps.Each, 1, await _steps.Each[0].RunAsync(_inputs, context, cancellationToken), context, cancellationToken);
    }

    // Steps mostly complete at once: a million of them make no state machines.
    private static ValueTask<object?> StepsAsync(IReadOnlyList<ValueStep> steps, int first, object? value, TaskExecutionContext context, CancellationToken cancellationToken)
    {
        for (var k = first; k < steps.Count && !ReferenceEquals(value, Element.Hole); k++)
        {
            var step = steps[k].RunAsync(value, context, cancellationToken);
            if (!step.IsCompletedSuccessfully) return RestAsync(steps, k + 1, step, context, cancellationToken);
            value = step.Result;
        }
        return ValueTask.FromResult(value);
    }

    private static async ValueTask<object?> RestAsync(IReadOnlyList<ValueStep> steps, int next, ValueTask<object?> step, TaskExecutionContext context, CancellationToken cancellationToken) =>
        await StepsAsync(steps, next, await step, context, cancellationToken);
}
