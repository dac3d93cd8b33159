using Serverless.Execution.Tables;
using Serverless.Execution.Units;
using Serverless.Execution.Values.Folds;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Values;

/// <summary>The functions of a pipeline over values, in the order in which they run.</summary>
internal sealed class ValueSteps
{
    private readonly JobDocument _document;
    private readonly Pipeline _pipeline;
    private readonly ReferenceValues _references;
    private readonly FunctionPlaces _places;
    private readonly UnitTables? _tables;
    private readonly Type?[] _sources;
    private RecordShape?[] _shapes;

    /// <param name="document">The job.</param>
    /// <param name="pipeline">Whose steps.</param>
    /// <param name="references">The values of nodes that arguments refer to.</param>
    /// <param name="tables">The unit's tables; null where nothing of the pipeline works on any.</param>
    public ValueSteps(JobDocument document, Pipeline pipeline, ReferenceValues references, UnitTables? tables)
    {
        (_document, _pipeline, _references, _tables) = (document, pipeline, references, tables);
        _places = new FunctionPlaces(pipeline);
        _sources = [.. pipeline.Sources.Where(s => !s.IsArgument).Select(s => ElementTypes.Of(document, new NodeId(s.Node)))];
        ResultType = _sources.FirstOrDefault();
        _shapes = [.. pipeline.Sources.Where(s => !s.IsArgument).Select(s => RecordShape.Of(document, new NodeId(s.Node), references.Resolve))];
        Each = StepsOf(pipeline.Each);
        if (pipeline.Gather is { } gather)
        {
            Gather = new ValueGather(CallOf(gather, Taken()));
            ResultType = document.Binding(new NodeId(gather)).Function!.ResultClrType;
        }
        Inner = StepsOf(pipeline.Inner);
        if (pipeline.Fold is { } fold)
        {
            Fold = FoldOf(fold);
            ResultType = document.Nodes[new NodeId(fold)] is ReduceNode ? document.Binding(new NodeId(fold)).Function!.ResultClrType : null;
        }
        Then = StepsOf(pipeline.Then);
    }

    /// <summary>The .NET type of what comes out at the end; null where no method says it.</summary>
    public Type? ResultType { get; private set; }

    /// <summary>The columns of what comes out at the end, where it is records of the document; null: each shows its own.</summary>
    public RecordShape? ResultShape => _shapes is [var only] ? only : null;

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

    // A take of the first tasks has nothing to do: its tasks are the first. What writes comes after all steps.
    private ValueStep[] StepsOf(IEnumerable<string> names) =>
        [.. names.Where(n => _document.Nodes[new NodeId(n)] is not (TakeNode or WriteNode)).Select(StepOf)];

    private ValueStep StepOf(string name, int at)
    {
        var node = _document.Nodes[new NodeId(name)];
        if (node is ZipNode)
        {
            ResultType = null;
            Taken();
            return new ValueStep.Zip();
        }
        var function = _document.Binding(node.Id).Function!;
        var before = ResultType;
        var shapes = node is FilterNode ? _shapes : Taken();
        if (node is not FilterNode) ResultType = function.ResultClrType;
        return function.Kind == FunctionKind.Table
            ? new SqlValueStep(TableStep.Of(_document, name, _references.Resolve), NamesOf(node), _tables!, IsFirst(node, at) ? _sources : [before], shapes)
            : new ValueStep.Function(CallOf(name, shapes), node is FilterNode);
    }

    // What comes out of a step is no record of the document any more.
    private RecordShape?[] Taken()
    {
        var taken = _shapes;
        _shapes = [null];
        return taken;
    }

    // An alias holds behind other steps, too; only the first step of a pipeline sees several inputs.
    private static string[] NamesOf(Node node) =>
        [.. node.Over.Select(o => o.Alias ?? (node.Over.Length == 1 ? TableSteps.Input : o.Node.Value))];

    private bool IsFirst(Node node, int at) => at == 0 && node.Id.Value == _pipeline.Each.FirstOrDefault();

    private ValueFold FoldOf(string name)
    {
        var node = _document.Nodes[new NodeId(name)];
        // Only the first level sees elements: further ones, and a last one behind them, see what levels before them made.
        var isFirst = _pipeline.Sources[0].Node != name;
        var isLast = _pipeline.Level == 0;
        var shape = isFirst ? ResultShape : null;
        Taken();
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
                    CallOf(name, []),
                    ElementCall(name, binding.By!, 1),
                    binding.Combine is { } combine ? ElementCall(name, combine, 2) : CallOf(name, []),
                    fold.Initial is { } initial ? _references.Resolve(initial) : null,
                    isFirst);
            case var reduce when _document.Binding(reduce.Id).Function is { Kind: FunctionKind.Table }:
                return new SqlValueFold(TableStep.Of(_document, name, _references.Resolve), _tables!, isFirst ? ResultType : null, shape);
            default:
                var call = CallOf(name, [shape, shape]);
                return call.TakesList ? new ValueFold.Lists(call) : new ValueFold.Pairs(call);
        }
    }

    private FunctionCall CallOf(string name, RecordShape?[] shapes) => new(name, _document.Binding(new NodeId(name)), _references, _places) { Shapes = shapes };

    // A function that the document gives no arguments: those behind the inputs have their defaults.
    private FunctionCall ElementCall(string name, FunctionDescriptor function, int inputs) => new(
        name,
        new NodeBinding { Function = function, InputParameters = inputs, Arguments = [.. function.Parameters.Skip(inputs).Select(p => p.Default)] },
        _references,
        _places);
}
