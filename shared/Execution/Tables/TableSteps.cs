using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Store.Operations;
using Serverless.Store.Resolving;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Operations;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;

namespace Serverless.Execution.Tables;

/// <summary>A step's SQL with its parameters, or the operation that makes it; inputs come per task.</summary>
internal sealed record TableStep(string Sql, IReadOnlyDictionary<string, object?> Parameters)
{
    private static readonly Dictionary<string, object?> None = [];

    /// <summary>What makes the query once columns are known; null: the query is the user's.</summary>
    public TableOperation? Operation { get; init; }

    /// <summary>What people know the operation's inputs by.</summary>
    public IReadOnlyList<string> Titles { get; init; } = [];

    /// <summary>What the query calls its table, where it has one: the alias that the document gives, behind other steps too.</summary>
    public string Name { get; init; } = TableSteps.Input;

    /// <summary>The query of a node.</summary>
    /// <param name="document">The job.</param>
    /// <param name="node">Whose function is a query.</param>
    /// <param name="resolve">Replaces references by the values of their nodes.</param>
    /// <param name="part">Which step of it, where it has several.</param>
    /// <param name="buckets">Over how many buckets its rows are spread; 0: over none.</param>
    public static TableStep Of(JobDocument document, string node, Func<GraphValue, GraphValue> resolve, OperationStep part = OperationStep.Only, int buckets = 0)
    {
        var id = new NodeId(node);
        if (NodeOperations.Of(document.Nodes[id], part, buckets) is { } operation)
        {
            return new TableStep("", None) { Operation = operation, Name = operation.Inputs[0], Titles = [.. document.Nodes[id].Over.Select(o => o.Node.Value)] };
        }
        var binding = document.Binding(id);
        var parameters = resolve(binding.Arguments[1]);
        return new TableStep(
            resolve(binding.Arguments[0]).AsString(),
            parameters.Kind == GraphValueKind.Map ? parameters.AsMap().ToDictionary(p => p.Key, p => SqlValue.Of(p.Value), StringComparer.Ordinal) : [])
        {
            Name = document.Nodes[id].Over is [{ Alias: { } alias }] ? alias : TableSteps.Input,
        };
    }

    /// <summary>What the query calls input <paramref name="at"/>; null: that is the document's affair.</summary>
    public string? NameOf(int at) => Operation?.Inputs[at];

    /// <param name="inputs">By name.</param>
    /// <param name="session">Tells an operation the columns of its inputs.</param>
    /// <param name="cancellationToken">Ends the look at them.</param>
    /// <exception cref="TableException">The columns do not fit the operation.</exception>
    public async ValueTask<TableQuery> OverAsync(IReadOnlyDictionary<string, TableInput> inputs, TableSession session, CancellationToken cancellationToken)
    {
        if (Operation is null) return new(Sql) { Inputs = inputs, Parameters = Parameters };
        var tables = new List<OperationTable>();
        for (var i = 0; i < Operation.Inputs.Count; i++)
        {
            var only = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [TableSteps.Input] = inputs[Operation.Inputs[i]] };
            tables.Add(new OperationTable(Titles[i], await session.DescribeAsync(new TableQuery($"FROM {TableSteps.Input}") { Inputs = only }, cancellationToken)));
        }
        return new(Operation.Plan(tables).Require()) { Inputs = inputs };
    }

    /// <summary>Over its only table.</summary>
    public ValueTask<TableQuery> OverAsync(TableInput input, TableSession session, CancellationToken cancellationToken) =>
        OverAsync(new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [Name] = input }, session, cancellationToken);
}

/// <summary>The steps of a pipeline over tables.</summary>
internal sealed record TableSteps(IReadOnlyList<TableStep> Each, TableStep? Fold, IReadOnlyList<TableStep> Then)
{
    /// <summary>The name of a single input without alias.</summary>
    public const string Input = "input";

    private const string All = $"SELECT * FROM {Input}";

    public static readonly TableStep Everything = new(All, new Dictionary<string, object?>());

    /// <summary>A table as it is.</summary>
    public static TableQuery Whole(TableInput input) => new(All) { Inputs = new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [Input] = input } };

    /// <summary>How results are stored.</summary>
    public ParquetWriteOptions Write { get; init; } = new();

    /// <summary>How tables between two steps are stored: for seconds, so compressed for speed.</summary>
    public ParquetWriteOptions Scratch { get; init; } = new();
}
