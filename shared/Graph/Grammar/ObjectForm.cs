using System.Collections.Immutable;

namespace Serverless.Graph.Grammar;

/// <summary>An object of the grammar: its properties, for the parser, with what each holds, for the schema.</summary>
/// <param name="definition">Its name among the schema's definitions.</param>
/// <param name="properties">In the order in which they are counted; what each holds, as JSON Schema.</param>
internal sealed class ObjectForm(string definition, params ImmutableArray<(string Name, string Schema)> properties)
{
    public string Definition => definition;

    public ImmutableArray<(string Name, string Schema)> Schemas => properties;

    /// <summary>For the parser.</summary>
    public PropertySet Properties { get; } = new([.. properties.Select(p => p.Name)]);

    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>Exactly one of these must be there.</summary>
    public ImmutableArray<string> OneOf { get; init; } = [];

    /// <summary>A reference to it, as JSON Schema without braces.</summary>
    public string Reference => $"\"$ref\": \"#/$defs/{definition}\"";
}
