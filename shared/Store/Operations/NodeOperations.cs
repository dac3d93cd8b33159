using System.Collections.Frozen;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Tables.Operations;

namespace Serverless.Store.Operations;

/// <summary>
/// What nodes of kinds over tables do, as operations of the engine: the one list of such kinds, for those who check a document before it runs and for those who
/// run it.
/// </summary>
public static class NodeOperations
{
    private static readonly FrozenDictionary<Type, Func<Node, OperationStep, int, TableOperation>> Makers = new Dictionary<Type, Func<Node, OperationStep, int, TableOperation>>
    {
        [typeof(JoinNode)] = static (node, _, _) => Join((JoinNode)node),
        [typeof(GroupByNode)] = static (node, step, _) => Group((GroupByNode)node, step),
        [typeof(ShuffleNode)] = static (node, _, _) => new ShuffleOperation(((ShuffleNode)node).By),
        [typeof(SortNode)] = static (node, step, buckets) => Sort((SortNode)node, step, buckets),
        [typeof(DistinctNode)] = static (_, _, _) => new DistinctOperation(),
    }.ToFrozenDictionary();

    /// <summary>The operation of a node.</summary>
    /// <param name="node">Over tables, or over records that are rows of one.</param>
    /// <param name="step">Which step of it, where it folds many tables in several.</param>
    /// <param name="buckets">Over how many buckets its rows are spread; 0: over none.</param>
    /// <returns>Null: nodes of its kind are no operations.</returns>
    public static TableOperation? Of(Node node, OperationStep step = OperationStep.Only, int buckets = 0) =>
        Makers.GetValueOrDefault(node.GetType())?.Invoke(node, step, buckets);

    private static JoinOperation Join(JoinNode node) => new([.. node.On.Select(key => (key.Left, key.Right))], node.How switch
    {
        JoinHow.Inner => JoinRows.Inner,
        JoinHow.Left => JoinRows.Left,
        JoinHow.Right => JoinRows.Right,
        JoinHow.Full => JoinRows.Full,
        JoinHow.Semi => JoinRows.Semi,
        JoinHow.Anti => JoinRows.Anti,
        _ => throw new ArgumentOutOfRangeException(nameof(node), node.How, "There is no such join."),
    }, node.Suffix);

    private static SortOperation Sort(SortNode node, OperationStep step, int buckets) => new([.. node.By.Select(key => (key.Column, key.Descending))], step switch
    {
        OperationStep.Sample => SortStep.Sample,
        OperationStep.Bounds => SortStep.Bounds,
        _ => SortStep.Rows,
    }, buckets);

    private static GroupOperation Group(GroupByNode node, OperationStep step) => new(
        node.Keys,
        [.. node.Aggregates.Select(a => new Aggregate(a.Name, FunctionOf(a.Function), a.Column, a.At))],
        IsFirst: step is OperationStep.Only or OperationStep.First || (step == OperationStep.Bucket && node.Aggregates.Any(a => !a.HasPartials)),
        IsLast: step is OperationStep.Only or OperationStep.Last or OperationStep.Bucket);

    private static AggregateFunction FunctionOf(GroupFunction function) => function switch
    {
        GroupFunction.Count => AggregateFunction.Count,
        GroupFunction.Sum => AggregateFunction.Sum,
        GroupFunction.Min => AggregateFunction.Min,
        GroupFunction.Max => AggregateFunction.Max,
        GroupFunction.Mean => AggregateFunction.Mean,
        GroupFunction.First => AggregateFunction.First,
        GroupFunction.Last => AggregateFunction.Last,
        GroupFunction.CountDistinct => AggregateFunction.CountDistinct,
        GroupFunction.ApproxCountDistinct => AggregateFunction.ApproxCountDistinct,
        GroupFunction.Quantile => AggregateFunction.Quantile,
        GroupFunction.Median => AggregateFunction.Median,
        GroupFunction.Stddev => AggregateFunction.Stddev,
        GroupFunction.Variance => AggregateFunction.Variance,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "There is no such aggregate."),
    };
}

/// <summary>A step of an operation that many tables are folded by.</summary>
public enum OperationStep
{
    /// <summary>Rows to the result.</summary>
    Only,

    /// <summary>Rows to a partial result.</summary>
    First,

    /// <summary>Partial results to one.</summary>
    Further,

    /// <summary>Partial results to the result.</summary>
    Last,

    /// <summary>What came into one bucket to the result.</summary>
    Bucket,

    /// <summary>Rows to a sample of their keys.</summary>
    Sample,

    /// <summary>Samples to where ranges of keys begin.</summary>
    Bounds,
}
