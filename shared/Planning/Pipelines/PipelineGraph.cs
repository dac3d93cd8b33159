using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;

namespace Serverless.Planning.Pipelines;

/// <summary>What a document comes to once its reads are resolved: pipelines, before anything is cut.</summary>
public sealed record PipelineGraph
{
    /// <summary>Sources before their consumers.</summary>
    public required ImmutableArray<Pipeline> Pipelines { get; init; }

    /// <summary>The pipelines that hold what is wanted: the outputs, or what the next stage starts from.</summary>
    public required ImmutableArray<int> Targets { get; init; }

    /// <summary>The pipeline that stores a node, by node name.</summary>
    public required StoredNodes StoredBy { get; init; }

    /// <summary>True when nothing waits for a shape that is not known yet.</summary>
    public required bool IsComplete { get; init; }
}

/// <summary>Where a node's value is stored.</summary>
/// <param name="Pipeline">Ordinal.</param>
/// <param name="Part">The only part that is the node's, of a bundle of calls; null: all of them.</param>
public readonly record struct StoredAt(int Pipeline, int? Part);

/// <summary>Where the nodes of a document are stored, by name.</summary>
public sealed class StoredNodes
{
    private readonly NodeList _nodes;
    private readonly StoredAt?[] _places;

    internal StoredNodes(NodeList nodes, StoredAt?[] places) => (_nodes, _places) = (nodes, places);

    /// <exception cref="KeyNotFoundException">The node is not stored: it is fused, not planned yet, or there is none.</exception>
    public StoredAt this[string node] => TryGetValue(node, out var at) ? at : throw new KeyNotFoundException($"Nothing stores '{node}'.");

    public bool ContainsKey(string node) => TryGetValue(node, out _);

    public bool TryGetValue(string node, out StoredAt at)
    {
        var place = _nodes.IndexOf(new NodeId(node)) is >= 0 and var index ? _places[index] : null;
        at = place.GetValueOrDefault();
        return place is not null;
    }
}

/// <summary>The document cannot be planned with what its reads turned out to be; the message says what would be right.</summary>
public sealed class PlanException(string node, string message) : Exception($"Node '{node}': {message}")
{
    public string Node { get; } = node;

    /// <summary>What is wrong, without the node's name before it.</summary>
    public string Reason { get; } = message;
}
