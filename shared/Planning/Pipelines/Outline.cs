using System.Collections.Immutable;

namespace Serverless.Planning.Pipelines;

/// <summary>What a document comes to once its reads are resolved: pipelines, before anything is cut.</summary>
public sealed record Outline
{
    /// <summary>Sources before their consumers.</summary>
    public required ImmutableArray<Pipeline> Pipelines { get; init; }

    /// <summary>The pipelines that hold what is wanted: the outputs, or what the next stage starts from.</summary>
    public required ImmutableArray<int> Targets { get; init; }

    /// <summary>The pipeline that stores a node, by node name.</summary>
    public required IReadOnlyDictionary<string, StoredAt> StoredBy { get; init; }

    /// <summary>True when nothing waits for a shape that is not known yet.</summary>
    public required bool IsComplete { get; init; }
}

/// <summary>Where a node's value is stored.</summary>
/// <param name="Pipeline">Ordinal.</param>
/// <param name="Part">The only part that is the node's, of a bundle of calls; null: all of them.</param>
public readonly record struct StoredAt(int Pipeline, int? Part);

/// <summary>The document cannot be planned with what its reads turned out to be; the message says what would be right.</summary>
public sealed class PlanException(string node, string message) : Exception($"Node '{node}': {message}")
{
    public string Node { get; } = node;
}
