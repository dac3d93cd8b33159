using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>
/// A graph of tasks, built from calls of <see cref="TaskFunctionAttribute"/> methods. Nothing runs here: a graph becomes a job document, the same
/// that could be written by hand. Not thread-safe.
/// </summary>
public sealed partial class JobGraph
{
    private readonly FunctionCatalogBuilder _functions = new();
    private readonly Dictionary<MethodInfo, FunctionDescriptor> _descriptors = [];

    /// <param name="name">The job's name.</param>
    public JobGraph(string name = "job")
    {
        Name = name;
        Nodes = new GraphNodes(this);
        _functions.Add(BuiltInFunctions.Sql("unknown")).Add(BuiltInFunctions.Exec).Add(BuiltInFunctions.HttpGet).Add(BuiltInFunctions.Download);
    }

    public string Name { get; }

    /// <summary>Of the whole job; null says nothing.</summary>
    public Policy? Policy { get; init; }

    /// <summary>The methods that were called so far, for a host that is to run the graph.</summary>
    public IReadOnlyCollection<MethodInfo> Functions => _descriptors.Keys;

    internal GraphNodes Nodes { get; }

    /// <summary>One task, as in <c>Call(() => Prices.Load("de", 7))</c>. Arguments may be <see cref="Delayed{T}"/>, also inside lists and records.</summary>
    /// <exception cref="GraphBuildException">The expression is more than one call of a function.</exception>
    public Delayed<T> Call<T>(Expression<Func<T>> call) => AddCall<T>(call);

    /// <inheritdoc cref="Call{T}(Expression{Func{T}})"/>
    public Delayed<T> Call<T>(Expression<Func<Task<T>>> call) => AddCall<T>(call);

    /// <inheritdoc cref="Call{T}(Expression{Func{T}})"/>
    public Delayed<T> Call<T>(Expression<Func<ValueTask<T>>> call) => AddCall<T>(call);

    /// <summary>The values of many nodes as one argument, as in <c>Call(() => Stats.Sum(graph.List(parts)))</c>.</summary>
    public DelayedList<T> List<T>(IEnumerable<Delayed<T>> items) => new(items.Select(item =>
    {
        Nodes.RequireOwn(item);
        return GraphValue.Ref(item.Node);
    }));

    /// <summary>The document of <paramref name="outputs"/> and all they need, not checked.</summary>
    public JobDraft Draft(params IEnumerable<GraphHandle> outputs)
    {
        var wanted = outputs.Select(output => output.Node).Distinct().ToImmutableArray();
        return new JobDraft { Name = Name, Nodes = Nodes.ReachableFrom(wanted), Outputs = wanted, Policy = Policy, Parameters = [.. _parameters] };
    }

    /// <summary>The checked document of <paramref name="outputs"/> and all they need.</summary>
    /// <exception cref="Graph.Validation.JobInvalidException">What types let through and a document must not have.</exception>
    public JobDocument Build(params IEnumerable<GraphHandle> outputs) => JobChecker.Check(Draft(outputs), _functions.Build()).Require();

    internal FunctionDescriptor Describe(MethodInfo method)
    {
        if (_descriptors.TryGetValue(method, out var known)) return known;
        var descriptor = _functions.Add(method);
        _descriptors.Add(method, descriptor);
        return descriptor;
    }

    /// <summary>Functions that take <paramref name="type"/> take a table.</summary>
    internal void MapTable(Type type) => _functions.MapType(type, DataType.Table);

    private Delayed<T> AddCall<T>(LambdaExpression call)
    {
        var (method, arguments) = CallExpression.Read(this, call);
        var function = Describe(method);
        var node = new CallNode { Id = NodeIds.Unnamed, Function = function.Name, Args = arguments };
        return new Delayed<T>(this, Nodes.Add(node, merge: !function.Impure));
    }
}
