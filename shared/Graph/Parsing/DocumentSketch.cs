using System.Text.Json;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>
/// The nodes of a stored document and what goes from which to which, for a drawing. Read from the text: a document is drawn also where its functions are not.
/// </summary>
/// <param name="Nodes">In the document's order.</param>
/// <param name="Outputs">Names of nodes.</param>
public sealed record DocumentSketch(IReadOnlyList<SketchedNode> Nodes, IReadOnlyList<string> Outputs)
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static DocumentSketch Of(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(RelaxedJson.Text(utf8));
        using var json = JsonDocument.ParseValue(ref reader);
        if (!json.RootElement.TryGetProperty("nodes", out var nodes) || nodes.ValueKind != JsonValueKind.Object) return new DocumentSketch([], []);
        return new DocumentSketch([.. nodes.EnumerateObject().Select(NodeOf)], json.RootElement.TryGetProperty("outputs", out var outputs) ? [.. Texts(outputs)] : []);
    }

    private static SketchedNode NodeOf(JsonProperty node)
    {
        if (node.Value.ValueKind != JsonValueKind.Object) return new SketchedNode(node.Name, "?", null, [], []);
        var kind = node.Value.EnumerateObject().FirstOrDefault(property => NodeKinds.Find(property.Name) is not null);
        var what = kind.Value.ValueKind switch
        {
            JsonValueKind.String => kind.Value.GetString(),
            JsonValueKind.Object when kind.Value.TryGetProperty("dataset", out var dataset) && dataset.ValueKind == JsonValueKind.String => dataset.GetString(),
            _ => null,
        };
        var inputs = new List<string>();
        if (node.Value.TryGetProperty("over", out var over)) inputs.AddRange(Texts(over));
        // References stand anywhere in arguments, items and initial values.
        foreach (var property in node.Value.EnumerateObject().Where(p => p.Name is not ("over" or "policy" or "after"))) inputs.AddRange(References(property.Value));
        return new SketchedNode(node.Name, kind.Name ?? "?", what, [.. inputs.Distinct(StringComparer.Ordinal)], node.Value.TryGetProperty("after", out var after) ? [.. Texts(after)] : []);
    }

    // A name, a list of names, or names by alias.
    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Texts(property.Value)),
        _ => [],
    };

    private static IEnumerable<string> References(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(References),
        JsonValueKind.Object when value.TryGetProperty("$value", out _) => [],
        JsonValueKind.Object when value.TryGetProperty("$ref", out var name) && name.ValueKind == JsonValueKind.String => [name.GetString()!],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => References(property.Value)),
        _ => [],
    };
}

/// <param name="Name">The node.</param>
/// <param name="Kind">As <c>map</c>.</param>
/// <param name="What">Its function or dataset.</param>
/// <param name="Inputs">Nodes that it takes something of.</param>
/// <param name="After">Nodes that must be done before.</param>
public sealed record SketchedNode(string Name, string Kind, string? What, IReadOnlyList<string> Inputs, IReadOnlyList<string> After);
