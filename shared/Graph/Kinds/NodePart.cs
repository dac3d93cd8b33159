using Serverless.Graph.Grammar;

namespace Serverless.Graph.Kinds;

/// <summary>Reads the value of a property.</summary>
/// <returns>Null after a problem.</returns>
internal delegate object? PartReader(ref DocumentReader reader);

/// <summary>A property that stands beside a node's kind and that few kinds have.</summary>
/// <param name="Name">As documents write it.</param>
/// <param name="Schema">What it holds, as JSON Schema.</param>
/// <param name="Read">Reads it.</param>
internal sealed record NodePart(string Name, string Schema, PartReader Read)
{
    /// <summary>Nodes of the kind must have it.</summary>
    public bool IsRequired { get; init; }
}
