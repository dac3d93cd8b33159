using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Tables, one of each partition.</summary>
public sealed class TableCollection : GraphHandle<TableCollection>
{
    internal TableCollection(JobGraph graph, NodeId node)
        : base(graph, node)
    {
    }

    /// <summary>One SELECT on each partition, which it knows as <c>input</c>.</summary>
    /// <param name="query">With named parameters, as in <c>$limit</c>.</param>
    /// <param name="parameters">Their values, which may be handles; those that are parameters of the graph need none.</param>
    public TableCollection Sql(string query, IReadOnlyDictionary<string, object?>? parameters = null) => new(Graph, Graph.Nodes.Add(new MapNode
    {
        Id = NodeIds.Unnamed,
        Function = BuiltInFunctions.SqlName,
        Args = SqlArguments(Graph, query, parameters),
        Over = [new OverInput(Node)],
    }));

    /// <summary>One table from all, by a tree of SELECTs that each see up to <paramref name="splitEvery"/> of them as <c>input</c>.</summary>
    public TableCollection ReduceSql(string query, int splitEvery = ReduceNode.DefaultSplitEvery, IReadOnlyDictionary<string, object?>? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(splitEvery, 2);
        return new(Graph, Graph.Nodes.Add(new ReduceNode
        {
            Id = NodeIds.Unnamed,
            Function = BuiltInFunctions.SqlName,
            Args = SqlArguments(Graph, query, parameters),
            SplitEvery = splitEvery,
            Over = [new OverInput(Node)],
        }));
    }

    /// <summary>Rows of these tables and of others that have the same keys, side by side. A null key is like no other.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="on">Names of columns that both sides have, or a column of each.</param>
    /// <param name="how">Which rows.</param>
    /// <param name="suffix">Put behind the name of a right column that the left side has, too.</param>
    /// <param name="way">How it is carried out; the rows are the same.</param>
    /// <param name="buckets">Of a shuffled join: how many; null: as many as the sizes make useful.</param>
    public TableCollection Join(TableCollection other, IReadOnlyList<JoinKey> on, JoinHow how = JoinHow.Inner, string suffix = JoinNode.DefaultSuffix, JoinWay way = JoinWay.Auto, int? buckets = null)
    {
        Graph.Nodes.RequireOwn(other);
        return new(Graph, Graph.Nodes.Add(new JoinNode { Id = NodeIds.Unnamed, On = [.. on], How = how, Suffix = suffix, Way = way, Buckets = buckets, Over = [new OverInput(Node), new OverInput(other.Node)] }));
    }

    /// <summary>A row for each combination of keys; the order of rows means nothing. Nulls are one key, and so is every NaN.</summary>
    /// <param name="keys">Columns; none: one row over all.</param>
    /// <param name="aggregates">The other columns.</param>
    public TableCollection GroupBy(IReadOnlyList<string> keys, params IEnumerable<GroupAggregate> aggregates) =>
        new(Graph, Graph.Nodes.Add(new GroupByNode { Id = NodeIds.Unnamed, Keys = [.. keys], Aggregates = [.. aggregates], Over = [new OverInput(Node)] }));

    /// <summary>The same, each combination of keys in one of several tables: for more groups than one task should hold.</summary>
    /// <param name="keys">Columns; at least one.</param>
    /// <param name="buckets">How many tables; null: as many as the size makes useful.</param>
    /// <param name="aggregates">The other columns.</param>
    public TableCollection GroupByShuffled(IReadOnlyList<string> keys, int? buckets, params IEnumerable<GroupAggregate> aggregates) => new(Graph, Graph.Nodes.Add(new GroupByNode
    {
        Id = NodeIds.Unnamed,
        Keys = [.. keys],
        Aggregates = [.. aggregates],
        Way = GroupWay.Shuffle,
        Buckets = buckets,
        Over = [new OverInput(Node)],
    }));

    /// <summary>The same rows, those with the same keys in one partition, in their order: what a query per key or a window needs.</summary>
    /// <param name="by">Columns; at least one.</param>
    /// <param name="partitions">How many come out; null: as many as their size makes useful.</param>
    public TableCollection Shuffle(IReadOnlyList<string> by, int? partitions = null) =>
        new(Graph, Graph.Nodes.Add(new ShuffleNode { Id = NodeIds.Unnamed, By = [.. by], Partitions = partitions, Over = [new OverInput(Node)] }));

    /// <summary>All rows in order, over all partitions; nulls last. Rows with equal keys stay in the order of the input.</summary>
    /// <param name="by">Columns; at least one.</param>
    /// <param name="partitions">How many come out, of which some may be empty; null: as many as their size makes useful.</param>
    public TableCollection Sort(IReadOnlyList<SortKey> by, int? partitions = null) =>
        new(Graph, Graph.Nodes.Add(new SortNode { Id = NodeIds.Unnamed, By = [.. by], Partitions = partitions, Over = [new OverInput(Node)] }));

    /// <summary>Each different row once, in one table. Rows are one where each column is: null and null, NaN and NaN, numbers of one value.</summary>
    public TableCollection Distinct() => new(Graph, Graph.Nodes.Add(new DistinctNode { Id = NodeIds.Unnamed, Over = [new OverInput(Node)] }));

    /// <summary>The tables as elements of the type that functions take them by.</summary>
    /// <typeparam name="TTable">The host's table class.</typeparam>
    public Collection<TTable> As<TTable>()
    {
        Graph.MapTable(typeof(TTable));
        return new Collection<TTable>(Graph, Node);
    }

    /// <summary>All tables as one argument of a call.</summary>
    /// <inheritdoc cref="As{TTable}"/>
    public Delayed<TTable> Whole<TTable>()
    {
        Graph.MapTable(typeof(TTable));
        return new Delayed<TTable>(Graph, Node);
    }

    /// <summary>Writes the tables to a dataset. The value is the commit.</summary>
    public Delayed<object?> Write(string dataset, IReadOnlyList<string>? partitionBy = null, WriteMode mode = WriteMode.Create) =>
        Graph.Written(Node, dataset, partitionBy, mode);

    internal static GraphValue SqlArguments(JobGraph graph, string query, IReadOnlyDictionary<string, object?>? parameters)
    {
        var values = (parameters ?? new Dictionary<string, object?>(StringComparer.Ordinal)).Select(p => KeyValuePair.Create(p.Key, HandleValues.Of(graph, p.Value)));
        var entries = new List<KeyValuePair<string, GraphValue>> { new("query", GraphValue.Of(query)) };
        if (parameters is not null) entries.Add(new("parameters", GraphValue.Map(values)));
        return GraphValue.Map(entries);
    }

    private protected override TableCollection Same(NodeId node) => new(Graph, node);
}
