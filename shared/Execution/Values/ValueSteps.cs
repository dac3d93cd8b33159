using Serverless.Execution.Values.Folds;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Values;

/// <summary>The functions of a pipeline over values, in the order in which they run.</summary>
internal sealed class ValueSteps
{
    private readonly JobDocument _document;
    private readonly Pipeline _pipeline;
    private readonly Func<GraphValue, GraphValue> _resolve;

    public ValueSteps(JobDocument document, Pipeline pipeline, Func<GraphValue, GraphValue> resolve)
    {
        (_document, _pipeline, _resolve) = (document, pipeline, resolve);
        Fold = pipeline.Fold is { } fold ? FoldOf(fold) : null;
        Each = StepsOf(pipeline.Each);
        Gather = pipeline.Gather is { } gather ? new ValueGather(CallOf(gather)) : null;
        Inner = StepsOf(pipeline.Inner);
        Then = StepsOf(pipeline.Then);
    }

    /// <summary>On each element.</summary>
    public IReadOnlyList<ValueStep> Each { get; }

    /// <summary>On the group of them as a list.</summary>
    public ValueGather? Gather { get; }

    /// <summary>On each element that came out of that.</summary>
    public IReadOnlyList<ValueStep> Inner { get; }

    public ValueFold? Fold { get; }

    /// <summary>On the task's value.</summary>
    public IReadOnlyList<ValueStep> Then { get; }

    /// <summary>The .NET type in which the first step wants the elements of source <paramref name="source"/>.</summary>
    public Type InputType(int source) =>
        Each.Count > 0 ? Each[0].InputType(source)
        : Gather?.ElementType ?? Fold?.InputType ?? (Then.Count > 0 ? Then[0].InputType(source) : typeof(object));

    // A take of the first tasks has nothing to do: its tasks are the first.
    private ValueStep[] StepsOf(IEnumerable<string> names) =>
        [.. names.Where(n => _document.Nodes[new NodeId(n)] is not TakeNode).Select(StepOf)];

    private ValueStep StepOf(string name) => _document.Nodes[new NodeId(name)] switch
    {
        ZipNode => new ValueStep.Zip(),
        var node => new ValueStep.Function(CallOf(name), node is FilterNode),
    };

    private ValueFold FoldOf(string name)
    {
        var node = _document.Nodes[new NodeId(name)];
        // Only the first level sees elements: further ones, and a last one behind them, see what levels before them made.
        var isFirst = _pipeline.Sources[0].Node != name;
        var isLast = _pipeline.Level == 0;
        switch (node)
        {
            case CountNode:
                return new ValueFold.Count(isFirst);
            case TakeNode take:
                return new TakeFold(take.Count, isFirst);
            case TopKNode top:
                return new TopFold(top, _document.Binding(node.Id).By is { } rank ? ElementCall(name, rank, 1) : null, isFirst, isLast);
            case FoldByNode fold:
                var binding = _document.Binding(node.Id);
                return new KeyFold(
                    CallOf(name),
                    ElementCall(name, binding.By!, 1),
                    binding.Combine is { } combine ? ElementCall(name, combine, 2) : CallOf(name),
                    fold.Initial is { } initial ? _resolve(initial) : null,
                    isFirst);
            default:
                var call = CallOf(name);
                return call.TakesList ? new ValueFold.Lists(call) : new ValueFold.Pairs(call);
        }
    }

    private FunctionCall CallOf(string name) => new(name, _document.Binding(new NodeId(name)), _resolve);

    // A function that the document gives no arguments: those behind the inputs have their defaults.
    private FunctionCall ElementCall(string name, FunctionDescriptor function, int inputs) => new(
        name,
        new NodeBinding { Function = function, InputParameters = inputs, Arguments = [.. function.Parameters.Skip(inputs).Select(p => p.Default)] },
        _resolve);
}
