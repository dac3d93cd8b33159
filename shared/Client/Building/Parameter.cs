using System.Diagnostics.CodeAnalysis;
using Serverless.Graph.Parameters;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>A parameter of a graph's document. Stands for a <typeparamref name="T"/> in the expressions of calls, and in the parameters of queries.</summary>
/// <typeparam name="T">String, a whole number, double, float, bool, decimal, <see cref="DateOnly"/>, <see cref="DateTime"/> (what a clock on a wall shows), <see cref="DateTimeOffset"/>, or a list of one of these.</typeparam>
public sealed class Parameter<T> : IParameter
{
    internal Parameter(JobGraph graph, JobParameter declared)
    {
        Graph = graph;
        Declared = declared;
    }

    public string Name => Declared.Name;

    /// <summary>For expressions where the conversion is not found (interfaces), as <see cref="Delayed{T}.Value"/>.</summary>
    /// <exception cref="InvalidOperationException">Always, outside such an expression.</exception>
    public T Value => throw NotHere();

    internal JobGraph Graph { get; }

    internal JobParameter Declared { get; }

    JobGraph IParameter.Graph => Graph;

    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Value is the alternate.")]
    [SuppressMessage("Design", "CA1065:Do not raise exceptions in unexpected locations", Justification = "The operator exists for expression trees, which never run it.")]
    public static implicit operator T(Parameter<T> parameter) => throw NotHere();

    /// <summary>For a condition, as in <c>new Condition("day", ComparisonOperator.Equal, day.ToGraphValue())</c>.</summary>
    public GraphValue ToGraphValue() => GraphValue.Parameter(Name);

    public override string ToString() => $"${Name}";

    private static InvalidOperationException NotHere() =>
        new("A parameter has the value that its document is given. It can be an argument of a function inside Call(...) or Map(...), a value of a condition, or a parameter of a query.");
}

/// <summary>A parameter of any type.</summary>
internal interface IParameter
{
    JobGraph Graph { get; }

    GraphValue ToGraphValue();
}
