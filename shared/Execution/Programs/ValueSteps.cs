using Serverless.Execution.Kinds;
using Serverless.Execution.Programs.Folds;
using Serverless.Execution.Programs.Steps;
using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;
using Serverless.Store.Operations;

namespace Serverless.Execution.Programs;

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
        _sources = [.. pipeline.Sources.Where(s => !s.IsArgument).Select(s => NodeElements.TypeOf(document, new NodeId(s.Node)))];
        ResultType = _sources.FirstOrDefault();
        _shapes = [.. pipeline.Sources.Where(s => !s.IsArgument).Select(s => NodeElements.ShapeOf(document, new NodeId(s.Node), references.Resolve))];
        Each = StepsOf(pipeline.Each);
        if (pipeline.Gather is { } gather)
        {
            Gather = new ValueGather(CallOf(gather, Taken(), [ResultType]));
            ResultType = document.Binding(new NodeId(gather)).Function!.ResultClrType;
        }
        Inner = StepsOf(pipeline.Inner);
        if (pipeline.Fold is { } fold)
        {
            Fold = FoldOf(fold);
            ResultType = KindRuns.Of(document.Nodes[new NodeId(fold)]).ElementType(document.Binding(new NodeId(fold)));
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

    private ValueStep[] StepsOf(IEnumerable<string> names) => [.. names.Where(n => KindRuns.Of(_document.Nodes[new NodeId(n)]).HasStep).Select(StepOf)];

    private ValueStep StepOf(string name, int at)
    {
        var node = _document.Nodes[new NodeId(name)];
        if (KindRuns.Of(node).Step() is { } step)
        {
            ResultType = null;
            Taken();
            return step;
        }
        var function = _document.Binding(node.Id).Function!;
        var before = ResultType;
        var shapes = node.OnlyChooses ? _shapes : Taken();
        if (!node.OnlyChooses) ResultType = function.ResultClrType;
        var types = IsFirst(node, at) ? _sources : [before];
        return function.Kind == FunctionKind.Table
            ? new SqlValueStep(TableStep.Of(_document, name, _references.Resolve, FoldSteps.OfEach(_pipeline, name)), NamesOf(node), _tables!, types, shapes)
            : new ValueStep.Function(CallOf(name, shapes, types), isFilter: node.OnlyChooses);
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
        NodeOperations.Of(node) is { } operation ? [.. operation.Inputs] : [.. node.Over.Select(o => o.Alias ?? (node.Over.Length == 1 ? TableSteps.Input : o.Node.Value))];

    private bool IsFirst(Node node, int at) => at == 0 && node.Id.Value == _pipeline.Each.FirstOrDefault();

    private ValueFold FoldOf(string name)
    {
        var node = _document.Nodes[new NodeId(name)];
        // Only the first level sees elements: further ones, and a last one behind them, see what levels before them made.
        var (isFirst, isLast) = FoldSteps.PlaceOf(_pipeline);
        var (shape, type) = isFirst ? (ResultShape, ResultType) : (null, null);
        Taken();
        return KindRuns.Of(node).Fold(new FoldScope(_document, _references, _places)
        {
            Node = node,
            IsFirst = isFirst,
            IsLast = isLast,
            Before = type,
            Shape = shape,
            Tables = _tables,
        });
    }

    private FunctionCall CallOf(string name, RecordShape?[] shapes, Type?[] types) => new(name, _document.Binding(new NodeId(name)), _references, _places) { Shapes = shapes, Types = types };
}
