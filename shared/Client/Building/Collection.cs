using System.Linq.Expressions;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Many values, one of each task; a single node, however many there are.</summary>
/// <typeparam name="T">Of an element.</typeparam>
public sealed class Collection<T> : GraphHandle<Collection<T>>
{
    internal Collection(JobGraph graph, NodeId node)
        : base(graph, node)
    {
    }

    /// <summary>All elements as one argument of a call.</summary>
    public Delayed<T[]> Values => new(Graph, Node);

    /// <summary>A function of each element, which must be its first argument.</summary>
    public Collection<TResult> Map<TResult>(Expression<Func<T, TResult>> function) => Graph.Mapped<TResult>(function, Node);

    /// <inheritdoc cref="Map{TResult}(Expression{Func{T, TResult}})"/>
    public Collection<TResult> Map<TResult>(Expression<Func<T, Task<TResult>>> function) => Graph.Mapped<TResult>(function, Node);

    /// <inheritdoc cref="Map{TResult}(Expression{Func{T, TResult}})"/>
    public Collection<TResult> Map<TResult>(Expression<Func<T, ValueTask<TResult>>> function) => Graph.Mapped<TResult>(function, Node);

    /// <summary>The elements for which the function says true.</summary>
    public Collection<T> Filter(Expression<Func<T, bool>> function) =>
        new(Graph, Graph.Add(function, (name, args) => new FilterNode { Id = NodeIds.Unnamed, Function = name, Args = args, Over = [new OverInput(Node)] }));

    /// <summary>A function of each partition as a whole.</summary>
    public Collection<TResult> MapPartitions<TResult>(Expression<Func<IReadOnlyList<T>, IEnumerable<TResult>>> function) =>
        new(Graph, Graph.Add(function, (name, args) => new MapPartitionsNode { Id = NodeIds.Unnamed, Function = name, Args = args, Over = [new OverInput(Node)] }));

    /// <inheritdoc cref="MapPartitions{TResult}(Expression{Func{IReadOnlyList{T}, IEnumerable{TResult}}})"/>
    public Collection<TResult> MapPartitions<TResult>(Expression<Func<IReadOnlyList<T>, IAsyncEnumerable<TResult>>> function) =>
        new(Graph, Graph.Add(function, (name, args) => new MapPartitionsNode { Id = NodeIds.Unnamed, Function = name, Args = args, Over = [new OverInput(Node)] }));

    /// <summary>One value from all, by an associative function of two, in a tree.</summary>
    /// <param name="function">Two values to one.</param>
    /// <param name="splitEvery">Values that one task takes; at least 2.</param>
    public Delayed<T> Reduce(Expression<Func<T, T, T>> function, int splitEvery = ReduceNode.DefaultSplitEvery) => Reduced(function, splitEvery);

    /// <inheritdoc cref="Reduce(Expression{Func{T, T, T}}, int)"/>
    /// <param name="function">A list of values to one.</param>
    /// <param name="splitEvery">Values that one task takes; at least 2.</param>
    public Delayed<T> Reduce(Expression<Func<IReadOnlyList<T>, T>> function, int splitEvery = ReduceNode.DefaultSplitEvery) => Reduced(function, splitEvery);

    /// <inheritdoc cref="Reduce(Expression{Func{T, T, T}}, int)"/>
    public Delayed<T> Reduce(Expression<Func<T, T, Task<T>>> function, int splitEvery = ReduceNode.DefaultSplitEvery) => Reduced(function, splitEvery);

    /// <inheritdoc cref="Reduce(Expression{Func{IReadOnlyList{T}, T}}, int)"/>
    public Delayed<T> Reduce(Expression<Func<IReadOnlyList<T>, Task<T>>> function, int splitEvery = ReduceNode.DefaultSplitEvery) => Reduced(function, splitEvery);

    /// <summary>One value per key: the elements of a key are folded into <paramref name="initial"/>.</summary>
    /// <param name="by">Element to key.</param>
    /// <param name="fold">(value so far, element) to value.</param>
    /// <param name="initial">The value before the first element.</param>
    /// <param name="combine">Two values of one key, from different partitions, to one.</param>
    public Collection<KeyedValue<TKey, TValue>> FoldBy<TKey, TValue>(
        Expression<Func<T, TKey>> by, Expression<Func<TValue, T, TValue>> fold, TValue initial, Expression<Func<TValue, TValue, TValue>> combine)
    {
        var combineName = Graph.FunctionOf(combine).Name;
        return Folded<TKey, TValue>(by, fold, node => node with { Initial = ClrValues.FromClr(initial), Combine = combineName });
    }

    /// <summary>One value per key: the elements of a key are folded into the first of them.</summary>
    public Collection<KeyedValue<TKey, T>> FoldBy<TKey>(Expression<Func<T, TKey>> by, Expression<Func<T, T, T>> fold) =>
        Folded<TKey, T>(by, fold, node => node);

    /// <summary>A function of the n-th elements of two collections.</summary>
    public Collection<TResult> Zip<TOther, TResult>(Collection<TOther> other, Expression<Func<T, TOther, TResult>> function)
    {
        Graph.Nodes.RequireOwn(other);
        return Graph.Mapped<TResult>(function, Node, other.Node);
    }

    /// <summary>Pairs of the n-th elements of two collections, as lists of two.</summary>
    public Collection<object?[]> Zip<TOther>(Collection<TOther> other)
    {
        Graph.Nodes.RequireOwn(other);
        return new(Graph, Graph.Nodes.Add(new ZipNode { Id = NodeIds.Unnamed, Over = [new OverInput(Node), new OverInput(other.Node)] }));
    }

    /// <summary>The number of elements.</summary>
    public Delayed<long> Count() => new(Graph, Graph.Nodes.Add(new CountNode { Id = NodeIds.Unnamed, Over = [new OverInput(Node)] }));

    /// <summary>The first elements.</summary>
    public Collection<T> Take(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new(Graph, Graph.Nodes.Add(new TakeNode { Id = NodeIds.Unnamed, Count = count, Over = [new OverInput(Node)] }));
    }

    /// <summary>Each different element once, in the order in which they come first.</summary>
    /// <remarks>
    /// Elements are one that are the same data: 1 and 1.0, 0.0 and -0.0, NaN and NaN, records whose fields are equal. All different elements are in memory of
    /// one task at the end.
    /// </remarks>
    public Collection<T> Distinct() => new(Graph, Graph.Nodes.Add(new DistinctNode { Id = NodeIds.Unnamed, Over = [new OverInput(Node)] }));

    /// <summary>The greatest elements, greatest first.</summary>
    public Collection<T> TopK(int count) => Top<T>(count, null, ascending: false);

    /// <summary>The elements with the greatest keys (the least, if <paramref name="ascending"/>), in that order.</summary>
    public Collection<T> TopK<TKey>(int count, Expression<Func<T, TKey>> by, bool ascending = false) => Top(count, by, ascending);

    /// <summary>The elements, which must be tables or records, as tables for queries.</summary>
    public TableCollection AsTables() => new(Graph, Node);

    /// <summary>Writes the elements, which must be tables or records, to a dataset. The value is the commit.</summary>
    public Delayed<object?> Write(string dataset, IReadOnlyList<string>? partitionBy = null, WriteMode mode = WriteMode.Create) =>
        Graph.Written(Node, dataset, partitionBy, mode);

    private protected override Collection<T> Same(NodeId node) => new(Graph, node);

    private Delayed<T> Reduced(LambdaExpression function, int splitEvery)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(splitEvery, 2);
        return new(Graph, Graph.Add(function, (name, args) => new ReduceNode { Id = NodeIds.Unnamed, Function = name, Args = args, SplitEvery = splitEvery, Over = [new OverInput(Node)] }));
    }

    private Collection<KeyedValue<TKey, TValue>> Folded<TKey, TValue>(LambdaExpression by, LambdaExpression fold, Func<FoldByNode, FoldByNode> complete)
    {
        var byName = Graph.FunctionOf(by).Name;
        return new(Graph, Graph.Add(fold, (name, args) => complete(new FoldByNode { Id = NodeIds.Unnamed, Function = name, By = byName, Args = args, Over = [new OverInput(Node)] })));
    }

    private Collection<T> Top<TKey>(int count, Expression<Func<T, TKey>>? by, bool ascending)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(Graph, Graph.Nodes.Add(new TopKNode
        {
            Id = NodeIds.Unnamed,
            Count = count,
            By = by is null ? null : Graph.FunctionOf(by).Name,
            Ascending = ascending,
            Over = [new OverInput(Node)],
        }));
    }
}
