using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
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
    /// <param name="parameters">Their values.</param>
    public TableCollection Sql(string query, IReadOnlyDictionary<string, object?>? parameters = null) => new(Graph, Graph.Nodes.Add(new MapNode
    {
        Id = NodeIds.Unnamed,
        Function = BuiltInFunctions.SqlName,
        Args = SqlArguments(query, parameters),
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
            Args = SqlArguments(query, parameters),
            SplitEvery = splitEvery,
            Over = [new OverInput(Node)],
        }));
    }

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

    internal static GraphValue SqlArguments(string query, IReadOnlyDictionary<string, object?>? parameters)
    {
        var values = (parameters ?? new Dictionary<string, object?>(StringComparer.Ordinal)).Select(p => KeyValuePair.Create(p.Key, ClrValues.FromClr(p.Value)));
        var entries = new List<KeyValuePair<string, GraphValue>> { new("query", GraphValue.Of(query)) };
        if (parameters is not null) entries.Add(new("parameters", GraphValue.Map(values)));
        return GraphValue.Map(entries);
    }

    private protected override TableCollection Same(NodeId node) => new(Graph, node);
}
