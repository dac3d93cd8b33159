using System.Collections.Immutable;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>A parameter that a document declares.</summary>
public record ParameterDeclaration
{
    /// <summary>1 to 60 letters, digits or <c>_</c>; told from others without regard to case, as SQL does.</summary>
    public required string Name { get; init; }

    public required ParameterType Type { get; init; }

    /// <summary>The value where none is given; null: one must be. <see cref="GraphValue.Null"/> is a default too: none need be given, and null may be.</summary>
    public GraphValue? Default { get; init; }

    public string? Description { get; init; }

    /// <summary>The values that it may have (of a list: its items); empty: all of its type.</summary>
    public ImmutableArray<GraphValue> Allowed { get; init; } = [];
}

/// <summary>A declared parameter with the value that it has in a job.</summary>
public sealed record JobParameter : ParameterDeclaration
{
    /// <summary>
    /// Of the declared type: days and times are text in one form each (<c>2026-11-30</c>, <c>2026-11-30T17:30:00</c>, <c>2026-11-30T16:30:00Z</c>), numbers
    /// doubles, decimals decimals.
    /// </summary>
    public required GraphValue Value { get; init; }
}
