using System.Collections.Immutable;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Documents;

/// <summary>
/// A node as its author wrote it; the kinds are in <c>Serverless.Graph.Kinds</c>. What its function and arguments turned out to be is in
/// <see cref="JobDocument.Binding(int)"/>.
/// </summary>
public abstract record Node
{
    public required NodeId Id { get; init; }

    /// <summary>The collections it works on, in order.</summary>
    public ImmutableArray<OverInput> Over { get; init; } = [];

    /// <summary>A list (by position), a map (by name) or null (none).</summary>
    public GraphValue Args { get; init; }

    public Policy? Policy { get; init; }

    /// <summary>Stored even where fusion would keep the value in memory only.</summary>
    public bool Keep { get; init; }

    /// <summary>Nodes that must be done before, without giving a value.</summary>
    public ImmutableArray<NodeId> After { get; init; } = [];

    /// <summary>The name of its kind, as documents write it.</summary>
    public abstract string Kind { get; }

    /// <summary>The function that runs per task; null for kinds without one.</summary>
    public virtual string? FunctionName => null;

    /// <summary>What its elements are is found outside the document, before it is planned.</summary>
    public virtual bool IsExternal => false;

    /// <summary>Its elements are some of those of its one collection, each as it is.</summary>
    public virtual bool OnlyChooses => false;

    /// <summary>Its elements are records with the columns that all of its one collection have together, where those are a list of the document.</summary>
    public virtual bool KeepsColumns => false;

    /// <summary>Its result is never shared with another job, whatever its function is.</summary>
    internal virtual bool IsJobsOwn => false;

    /// <summary>Values besides the arguments that may refer to nodes, each with the property that holds it.</summary>
    internal virtual ImmutableArray<(string Property, GraphValue Value)> Values => [];

    /// <summary>Where it stands in the document.</summary>
    internal JsonPath Path => JsonPath.Root["nodes"][Id.Value];
}

/// <summary>A collection that a node works on; the alias is the table's name in SQL and null when the author gave none.</summary>
public readonly record struct OverInput(NodeId Node, string? Alias = null);

/// <summary>Stands for a node that could not be read, so that references to it are not reported too.</summary>
internal sealed record InvalidNode : Node
{
    public override string Kind => "";
}
