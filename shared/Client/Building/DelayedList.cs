using System.Diagnostics.CodeAnalysis;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>Values of several nodes, as one argument of a call; stands for a <c>T[]</c> in its expression. No node of its own.</summary>
public sealed class DelayedList<T> : IDelayedList
{
    private readonly GraphValue _value;

    internal DelayedList(IEnumerable<GraphValue> references)
    {
        _value = GraphValue.List([.. references]);
    }

    /// <inheritdoc cref="Delayed{T}.Value"/>
    public T[] Value => throw new InvalidOperationException("A delayed list has no values yet: nothing has run.");

    internal System.Collections.Immutable.ImmutableArray<GraphValue> References => _value.AsList();

    GraphValue IDelayedList.References => _value;

    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Value is the alternate.")]
    [SuppressMessage("Design", "CA1065:Do not raise exceptions in unexpected locations", Justification = "The operator exists for expression trees, which never run it.")]
    public static implicit operator T[](DelayedList<T> list) => list.Value;
}

/// <summary>For the reader of expressions, which does not know T.</summary>
internal interface IDelayedList
{
    GraphValue References { get; }
}
