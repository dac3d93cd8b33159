using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>The greatest elements, greatest first; of equal ones the first.</summary>
public sealed record TopKNode : Node
{
    internal const string KindName = "topK";

    /// <summary>At least 1.</summary>
    public required int Count { get; init; }

    /// <summary>Element to what is compared; null: the element itself.</summary>
    public string? By { get; init; }

    /// <summary>The least instead of the greatest.</summary>
    public bool Ascending { get; init; }

    public override string Kind => KindName;

    public override bool OnlyChooses => true;
}

internal sealed class TopKKind : NodeKind<TopKNode>
{
    private static readonly Bounds Counts = new(1, int.MaxValue);

    private static readonly ObjectForm Order = new(
        "topKOrder",
        ("count", $$"""{ "oneOf": [{ {{Counts.Schema}} }, { "$ref": "#/$defs/parameterUse" }] }"""),
        ("by", """{ "type": "string", "description": "The function of an element to what is compared; without it the element itself." }"""),
        ("ascending", """{ "type": "boolean", "default": false, "description": "The least instead of the greatest." }"""))
    {
        Required = ["count"],
    };

    public override string Name => TopKNode.KindName;

    public override string Schema =>
        $$"""{ "description": "The greatest elements, greatest first: how many, or by which order.", "oneOf": [{ {{Counts.Schema}} }, { {{Order.Reference}} }, { "$ref": "#/$defs/parameterUse" }] }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Order];

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (reader.Json.TokenType == JsonTokenType.Number) return reader.Integer(Name, Counts) is { } all ? new TopKNode { Id = id, Count = (int)all } : null;
        if (!reader.BeginObject(Name)) return null;
        var node = new TopKNode { Id = id, Count = 1 };
        ulong seen = 0;
        while (reader.NextProperty(Order.Properties, ref seen, Name, out var property))
        {
            node = property switch
            {
                0 => node with { Count = (int?)reader.Integer("count", Counts) ?? 1 },
                1 => node with { By = reader.String("by") },
                _ => node with { Ascending = reader.Boolean("ascending") ?? false },
            };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "topK needs 'count'.");
        return node;
    }

    protected override void Check(TopKNode node, JsonPath path, ProblemList problems) => Counts.Check(Name, node.Count, path[Name], problems);

    protected override NodeBinding Bind(TopKNode node, BindingScope scope)
    {
        scope.RefuseTables(node, "a 'map' by sql with ORDER BY and LIMIT, and a 'reduce' with the same");
        return BindingScope.Collection(scope.ElementOf(node)) with { By = scope.Key(node, node.By, "by", Name) };
    }

    protected override void Write(Utf8JsonWriter json, TopKNode node)
    {
        if (node is { By: null, Ascending: false })
        {
            json.WriteNumberValue(node.Count);
            return;
        }
        json.WriteStartObject();
        json.WriteNumber("count", node.Count);
        if (node.By is { } by) json.WriteString("by", by);
        if (node.Ascending) json.WriteBoolean("ascending", true);
        json.WriteEndObject();
    }

    protected override void WriteSettings(SettingsWriter writer, TopKNode node, NodeBinding binding)
    {
        writer.Integer(node.Count);
        writer.Boolean(node.Ascending);
        writer.Function(binding.By);
    }
}
