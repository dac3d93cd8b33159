using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>A parameter that a document supplies.</summary>
public sealed record FunctionParameter(string Name, DataType Type)
{
    /// <summary>May be left out; <see cref="Default"/> stands in.</summary>
    public bool Optional { get; init; }

    public GraphValue Default { get; init; }

    /// <summary>The .NET type of the parameter; null for built-ins.</summary>
    public Type? ClrType { get; init; }
}
