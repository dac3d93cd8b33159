using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Tables;

/// <summary>A step's SQL with its parameters; inputs come per task.</summary>
internal sealed record TableStep(string Sql, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>What the query calls its table, where it has one: the alias that the document gives, behind other steps too.</summary>
    public string Name { get; init; } = TableSteps.Input;

    /// <summary>The query of a node.</summary>
    /// <param name="document">The job.</param>
    /// <param name="node">Whose function is a query.</param>
    /// <param name="resolve">Replaces references by the values of their nodes.</param>
    public static TableStep Of(JobDocument document, string node, Func<GraphValue, GraphValue> resolve)
    {
        var id = new NodeId(node);
        var binding = document.Binding(id);
        var parameters = resolve(binding.Arguments[1]);
        return new TableStep(
            resolve(binding.Arguments[0]).AsString(),
            parameters.Kind == GraphValueKind.Map ? parameters.AsMap().ToDictionary(p => p.Key, p => SqlValue.Of(p.Value), StringComparer.Ordinal) : [])
        {
            Name = document.Nodes[id].Over is [{ Alias: { } alias }] ? alias : TableSteps.Input,
        };
    }

    public TableQuery Over(IReadOnlyDictionary<string, TableInput> inputs) => new(Sql) { Inputs = inputs, Parameters = Parameters };

    /// <summary>Over its only table.</summary>
    public TableQuery Over(TableInput input) => Over(new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [Name] = input });
}

/// <summary>The steps of a pipeline over tables.</summary>
internal sealed record TableSteps(IReadOnlyList<TableStep> Each, TableStep? Fold, IReadOnlyList<TableStep> Then)
{
    /// <summary>The name of a single input without alias.</summary>
    public const string Input = "input";

    public static readonly TableStep Everything = new($"SELECT * FROM {Input}", new Dictionary<string, object?>());

    /// <summary>How results are stored.</summary>
    public ParquetWriteOptions Write { get; init; } = new() { KeepTypes = true };

    /// <summary>How tables between two steps are stored: for seconds, so compressed for speed.</summary>
    public ParquetWriteOptions Scratch { get; init; } = new() { KeepTypes = true };
}
