using Serverless.Execution.Results;
using Serverless.Execution.Units;
using Serverless.Planning;
using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Values;

/// <summary>Runs a pipeline over values: the steps of each element, the fold of a group, the steps on what came out, all in memory.</summary>
internal sealed class ValueProgram : ITaskProgram
{
    private readonly Pipeline _pipeline;
    private readonly ValueSource[] _sources;
    private readonly PipelineSource[] _collections;
    private readonly ValueStep[] _each;
    private readonly ValueStep[] _then;
    private readonly ValueFold? _fold;
    private readonly object?[] _inputs;

    public ValueProgram(Pipeline pipeline, ValueSource[] sources, ValueStep[] each, ValueFold? fold, ValueStep[] then)
    {
        _pipeline = pipeline;
        _sources = sources;
        _collections = [.. pipeline.Sources.Where(s => !s.IsArgument)];
        _each = each;
        _fold = fold;
        _then = then;
        _inputs = new object?[sources.Length];
    }

    public async ValueTask<TaskOutput> RunAsync(long index, PartWriter parts, RunContext context, CancellationToken cancellationToken)
    {
        object? value;
        if (_fold is null)
        {
            value = await ElementAsync(index, context, cancellationToken);
        }
        else
        {
            var elements = _collections[0].ElementsOf(new IndexRange(index, index));
            _fold.Begin();
            for (var i = elements.First; i <= elements.Last; i++)
            {
                if ((i & 1023) == 0) cancellationToken.ThrowIfCancellationRequested();
                var element = await ElementAsync(i, context, cancellationToken);
                if (!ReferenceEquals(element, Element.Hole)) await _fold.AddAsync(element, context, cancellationToken);
            }
            value = await _fold.EndAsync(context, cancellationToken);
        }
        foreach (var step in _then)
        {
            if (ReferenceEquals(value, Element.Hole)) break;
            value = await step.RunAsync(value, context, cancellationToken);
        }
        parts.AddValue(value, ReferenceEquals(value, Element.Hole));
        return default;
    }

    public IReadOnlyList<string> InputsOf(long index) =>
        [.. _collections.Select(s => $"{s.Node}[{s.ElementsOf(new IndexRange(index, index))}]")];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<object?> ElementAsync(long index, RunContext context, CancellationToken cancellationToken)
    {
        object? value = null;
        var first = 0;
        if (_sources.Length == 1)
        {
            value = await _sources[0].GetAsync(index, cancellationToken);
        }
        else if (_sources.Length > 1)
        {
            // The first step takes an element of each.
            for (var s = 0; s < _sources.Length; s++)
            {
                _inputs[s] = await _sources[s].GetAsync(_collections[s].Mapping == SourceMapping.All ? 0 : index, cancellationToken);
                if (ReferenceEquals(_inputs[s], Element.Hole)) return Element.Hole;
            }
            value = await _each[0].RunAsync(_inputs, context, cancellationToken);
            first = 1;
        }
        for (var k = first; k < _each.Length; k++)
        {
            if (ReferenceEquals(value, Element.Hole)) return value;
            value = await _each[k].RunAsync(value, context, cancellationToken);
        }
        return value;
    }
}

/// <summary>One fused step on a value.</summary>
internal abstract class ValueStep
{
    /// <summary>The type in which the step wants its input.</summary>
    public abstract Type InputType(int index);

    public abstract ValueTask<object?> RunAsync(object? value, RunContext context, CancellationToken cancellationToken);

    /// <summary>For the first step of several collections.</summary>
    public abstract ValueTask<object?> RunAsync(object?[] values, RunContext context, CancellationToken cancellationToken);

    /// <summary>A function on the element; with <paramref name="isFilter"/> the element itself where the function says true.</summary>
    public sealed class Function(FunctionCall call, bool isFilter) : ValueStep
    {
        public override Type InputType(int index) => call.InputType(index);

        public override async ValueTask<object?> RunAsync(object? value, RunContext context, CancellationToken cancellationToken)
        {
            var result = await call.InvokeAsync(Element.Convert(value, call.InputType(0)), context, cancellationToken);
            return !isFilter ? result : result is true ? value : Element.Hole;
        }

        public override ValueTask<object?> RunAsync(object?[] values, RunContext context, CancellationToken cancellationToken) =>
            call.InvokeAsync(values, context, cancellationToken);
    }

    /// <summary>The n-th elements of several collections as a list.</summary>
    public sealed class Zip : ValueStep
    {
        public override Type InputType(int index) => typeof(object);

        public override ValueTask<object?> RunAsync(object? value, RunContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(new[] { value });

        public override ValueTask<object?> RunAsync(object?[] values, RunContext context, CancellationToken cancellationToken) => ValueTask.FromResult<object?>(values.ToArray());
    }
}
