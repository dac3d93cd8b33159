using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>The same rows, those with the same keys in one partition.</summary>
public sealed record ShuffleNode : Node
{
    internal const string KindName = "shuffle";

    /// <summary>Columns; at least one.</summary>
    public required ImmutableArray<string> By { get; init; }

    /// <summary>How many partitions come out; null: as many as their size makes useful.</summary>
    public int? Partitions { get; init; }

    public override string Kind => KindName;
}

internal sealed class ShuffleKind : TableKind<ShuffleNode>
{
    private static readonly ObjectForm Form = new(
        "shuffleBy",
        ("by", """{ "type": "array", "minItems": 1, "items": { "type": "string" }, "description": "Columns: rows with the same values in them come into one partition." }"""),
        ("partitions", BucketCounts.Schema("How many partitions come out; without it as many as their size makes useful.")))
    {
        Required = ["by"],
    };

    public override string Name => ShuffleNode.KindName;

    public override string Schema => $$"""{ {{Form.Reference}}, "description": "The same rows, those with the same keys in one partition." }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Form];

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject(Name)) return null;
        var node = new ShuffleNode { Id = id, By = [] };
        ulong seen = 0;
        while (reader.NextProperty(Form.Properties, ref seen, Name, out var property))
        {
            node = property == 0 ? node with { By = reader.Strings("by") } : node with { Partitions = BucketCounts.Read(ref reader, "partitions") };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "shuffle needs 'by', a list of columns.");
        return node;
    }

    protected override void CheckNames(ShuffleNode node, ProblemList problems)
    {
        var by = node.Path[Name]["by"];
        if (node.By.IsEmpty) problems.Add(ProblemRules.Value, by, "shuffle goes by at least one column.");
        CheckNotEmpty(node.By, by, problems);
        Binding.SqlNameChecks.CheckColumns(node.By, by, problems);
        BucketCounts.Check("partitions", node.Partitions, node.Path[Name], problems);
    }

    protected override void Write(Utf8JsonWriter json, ShuffleNode node)
    {
        json.WriteStartObject();
        WriteNames(json, "by", node.By);
        BucketCounts.Write(json, "partitions", node.Partitions);
        json.WriteEndObject();
    }

    protected override GraphValue SettingsOf(ShuffleNode node) =>
        GraphValue.Map([new("by", Names(node.By)), new("partitions", BucketCounts.ValueOf(node.Partitions))]);
}
