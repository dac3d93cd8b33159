using Serverless.Execution.Programs.Steps;
using Serverless.Execution.Tables;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Execution.Kinds;

/// <summary>What a fold is made of: the node, its place among the levels, and its functions.</summary>
/// <param name="document">The job.</param>
/// <param name="references">The values of nodes that arguments refer to.</param>
/// <param name="places">Of the pipeline.</param>
internal sealed class FoldScope(JobDocument document, ReferenceValues references, FunctionPlaces places)
{
    public required Node Node { get; init; }

    /// <summary>It sees elements; further levels, and a last one behind them, see what levels before them made.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>It gives the node's result.</summary>
    public required bool IsLast { get; init; }

    /// <summary>The .NET type of the elements; null where no method says it, and behind the first level.</summary>
    public Type? Before { get; init; }

    /// <summary>The columns of the elements, where they are records of one list of the document.</summary>
    public RecordShape? Shape { get; init; }

    /// <summary>The unit's tables; null where nothing works on any.</summary>
    public UnitTables? Tables { get; init; }

    public NodeBinding Binding => document.Binding(Node.Id);

    /// <summary>The node's function with its arguments, on values that it made itself.</summary>
    public FunctionCall Call() => new(Node.Id.Value, Binding, references, places) { Shapes = [], Types = [] };

    /// <summary>The node's function with its arguments, on two elements or a list of them.</summary>
    public FunctionCall CallOnElements() => new(Node.Id.Value, Binding, references, places) { Shapes = [Shape, Shape], Types = [Before, Before] };

    /// <summary>A function that the document gives no arguments: those behind the inputs have their defaults.</summary>
    public FunctionCall Call(FunctionDescriptor function, int inputs) => new(
        Node.Id.Value,
        new NodeBinding { Function = function, InputParameters = inputs, Arguments = [.. function.Parameters.Skip(inputs).Select(p => p.Default)] },
        references,
        places);

    /// <summary>The node's query with its arguments.</summary>
    public TableStep Query() => TableStep.Of(document, Node.Id.Value, references.Resolve, FoldSteps.Of(IsFirst, IsLast));

    /// <summary>A value of the document without references.</summary>
    public GraphValue Resolve(GraphValue value) => references.Resolve(value);
}
