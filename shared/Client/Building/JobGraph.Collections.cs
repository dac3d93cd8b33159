using System.Linq.Expressions;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Collections: where they come from, and what their methods share.</summary>
public sealed partial class JobGraph
{
    /// <summary>The whole numbers from 0 to before <paramref name="count"/>.</summary>
    public Collection<long> Range(long count) => Range(0, count);

    /// <summary>The whole numbers <paramref name="from"/>, from + step, ... before <paramref name="to"/>.</summary>
    public Collection<long> Range(long from, long to, long step = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(step);
        return new(this, Nodes.Add(new RangeNode { Id = NodeIds.Unnamed, From = from, To = to, Step = step }));
    }

    /// <summary>Values that become part of the document: for a few; many belong into a dataset or files.</summary>
    public Collection<T> FromItems<T>(params IEnumerable<T> items) =>
        new(this, Nodes.Add(new ItemsNode { Id = NodeIds.Unnamed, Items = [.. items.Select(item => ClrValues.FromClr(item))] }));

    /// <summary>The values of nodes as a collection.</summary>
    public Collection<T> FromItems<T>(params IEnumerable<Delayed<T>> items) =>
        new(this, Nodes.Add(new ItemsNode { Id = NodeIds.Unnamed, Items = List(items).References }));

    /// <summary>One element for each file.</summary>
    /// <param name="files">Paths or blob names, with the patterns <c>*</c> and <c>?</c>.</param>
    public Collection<BlobRef> FromFiles(params IEnumerable<string> files) =>
        new(this, Nodes.Add(new FilesNode { Id = NodeIds.Unnamed, Files = [.. files] }));

    /// <summary>The tables of a dataset, one of each partition.</summary>
    /// <param name="dataset">Its name.</param>
    /// <param name="columns">Null: all.</param>
    /// <param name="where">Alternatives (or) of conditions (and); null: all rows.</param>
    /// <param name="asOf">An earlier version; null: the newest.</param>
    public TableCollection Read(string dataset, IReadOnlyList<string>? columns = null, IReadOnlyList<IReadOnlyList<Condition>>? where = null, ReadAsOf? asOf = null) =>
        Read(new ReadNode { Id = NodeIds.Unnamed, Dataset = Checked(dataset, DatasetName.Problem(dataset)), AsOf = asOf }, columns, where);

    /// <summary>The tables in Parquet files.</summary>
    /// <param name="files">Paths or names of blobs, with * and ?.</param>
    /// <param name="columns">Null: all.</param>
    /// <param name="where">Alternatives (or) of conditions (and); null: all rows.</param>
    public TableCollection ReadFiles(IReadOnlyList<string> files, IReadOnlyList<string>? columns = null, IReadOnlyList<IReadOnlyList<Condition>>? where = null) =>
        Read(new ReadNode { Id = NodeIds.Unnamed, Files = [.. files] }, columns, where);

    /// <summary>One SELECT over whole collections of tables, in one task.</summary>
    /// <param name="query">Names the tables by alias.</param>
    /// <param name="inputs">Alias and tables.</param>
    public TableCollection Sql(string query, params IEnumerable<(string Alias, TableCollection Tables)> inputs) => new(this, Nodes.Add(new CallNode
    {
        Id = NodeIds.Unnamed,
        Function = BuiltInFunctions.SqlName,
        Args = TableCollection.SqlArguments(this, query, null),
        Over = [.. inputs.Select(input => new OverInput(input.Tables.Node, input.Alias))],
    }));

    internal Collection<TResult> Mapped<TResult>(LambdaExpression function, params ReadOnlySpan<NodeId> over)
    {
        var inputs = over.ToArray().Select(node => new OverInput(node));
        return new(this, Add(function, (name, args) => new MapNode { Id = NodeIds.Unnamed, Function = name, Args = args, Over = [.. inputs] }));
    }

    internal Delayed<object?> Written(NodeId over, string dataset, IReadOnlyList<string>? partitionBy, WriteMode mode) => new(this, Nodes.Add(new WriteNode
    {
        Id = NodeIds.Unnamed,
        Dataset = Checked(dataset, DatasetName.ProblemOfNew(dataset)),
        PartitionBy = [.. partitionBy ?? []],
        Mode = mode,
        Over = [new OverInput(over)],
    }));

    private static string Checked(string dataset, string? problem) => problem is null ? dataset : throw new ArgumentException(problem, nameof(dataset));

    internal NodeId Add(LambdaExpression lambda, Func<string, GraphValue, Node> make)
    {
        var (method, arguments) = CallExpression.Read(this, lambda);
        var function = Describe(method);
        return Nodes.Add(make(function.Name, arguments), merge: !function.Impure);
    }

    /// <summary>The function of a lambda that gives no arguments of its own.</summary>
    internal FunctionDescriptor FunctionOf(LambdaExpression lambda)
    {
        var (method, arguments) = CallExpression.Read(this, lambda);
        var given = arguments.Kind == GraphValueKind.List ? arguments.AsList().Length : 0;
        var function = Describe(method);
        if (given > 0 && !function.Parameters.Skip(lambda.Parameters.Count).Select(p => p.Default).SequenceEqual(arguments.AsList()))
            throw new GraphBuildException($"'{lambda}' gives arguments of its own; a key or a combination takes the elements alone.");
        return function;
    }

    private TableCollection Read(ReadNode node, IReadOnlyList<string>? columns, IReadOnlyList<IReadOnlyList<Condition>>? where) => new(this, Nodes.Add(node with
    {
        Columns = columns is null ? null : [.. columns],
        Where = where is null ? [] : [.. where.Select(conditions => (System.Collections.Immutable.ImmutableArray<Condition>)[.. conditions])],
    }));
}
