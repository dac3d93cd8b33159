using System.Diagnostics.CodeAnalysis;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>The value that a task will give. Stands for a <typeparamref name="T"/> in the expressions of further calls.</summary>
public sealed class Delayed<T> : GraphHandle<Delayed<T>>
{
    internal Delayed(JobGraph graph, NodeId node)
        : base(graph, node)
    {
    }

    /// <summary>For expressions where the conversion is not found (interfaces): <c>Call(() => Stats.Sum(parts.Value))</c>.</summary>
    /// <exception cref="InvalidOperationException">Always, outside such an expression: nothing has run yet.</exception>
    public T Value => throw NotYet();

    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Value is the alternate.")]
    [SuppressMessage("Design", "CA1065:Do not raise exceptions in unexpected locations", Justification = "The operator exists for expression trees, which never run it.")]
    public static implicit operator T(Delayed<T> delayed) => throw NotYet();

    private protected override Delayed<T> Same(NodeId node) => new(Graph, node);

    private static InvalidOperationException NotYet() =>
        new("A delayed value has no value yet: nothing has run. It can be an argument of a function inside Call(...) or Map(...).");
}
