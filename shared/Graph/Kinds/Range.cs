using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>The whole numbers <c>From, From + Step, ...</c> before <c>To</c>.</summary>
public sealed record RangeNode : Node
{
    internal const string KindName = "range";

    public long From { get; init; }

    /// <summary>Exclusive.</summary>
    public required long To { get; init; }

    /// <summary>Not 0; default 1.</summary>
    public long Step { get; init; } = 1;

    /// <summary>Number of elements; 0 when <see cref="To"/> is not ahead.</summary>
    public long Count
    {
        get
        {
            var span = Step > 0 ? (Int128)To - From : (Int128)From - To;
            return span <= 0 ? 0 : (long)Int128.Min(long.MaxValue, (span - 1) / Int128.Abs(Step) + 1);
        }
    }

    public override string Kind => KindName;
}

internal sealed class RangeKind : SourceKind<RangeNode>
{
    private const string NoStep = "step must not be 0.";

    private static readonly Bounds Counts = new(0);

    private static readonly ObjectForm Bounded = new(
        "rangeBounds",
        ("count", $$"""{ "oneOf": [{ {{Counts.Schema}} }, { "$ref": "#/$defs/parameterUse" }] }"""),
        ("from", """{ "oneOf": [{ "type": "integer" }, { "$ref": "#/$defs/parameterUse" }], "default": 0 }"""),
        ("to", """{ "oneOf": [{ "type": "integer" }, { "$ref": "#/$defs/parameterUse" }], "description": "Exclusive." }"""),
        ("step", """{ "oneOf": [{ "type": "integer" }, { "$ref": "#/$defs/parameterUse" }], "default": 1, "not": { "const": 0 } }"""))
    {
        OneOf = ["count", "to"],
    };

    public override string Name => RangeNode.KindName;

    public override string Schema => $$"""{ "description": "Whole numbers: their count, or bounds.", "oneOf": [{ {{Counts.Schema}} }, { {{Bounded.Reference}} }, { "$ref": "#/$defs/parameterUse" }] }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Bounded];

    public override bool OnlyNamesElements(bool isFold) => true;

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (reader.Json.TokenType == JsonTokenType.Number) return reader.Integer(Name, Counts) is { } all ? new RangeNode { Id = id, To = all } : null;
        if (!reader.BeginObject(Name)) return null;
        long? count = null, from = null, to = null, step = null;
        ulong seen = 0;
        while (reader.NextProperty(Bounded.Properties, ref seen, Name, out var property))
        {
            switch (property)
            {
                case 0: count = reader.Integer("count", Counts); break;
                case 1: from = reader.Integer("from", Bounds.None); break;
                case 2: to = reader.Integer("to", Bounds.None); break;
                default: step = reader.Integer("step", Bounds.None); break;
            }
            reader.Leave();
        }
        if (step == 0) reader.Problem(ProblemRules.Value, NoStep);
        var (hasCount, hasTo) = ((seen & 1) != 0, (seen & 4) != 0);
        if (hasCount == hasTo) reader.Problem(ProblemRules.Missing, "range needs either 'count' or 'to'.");
        if (hasCount == hasTo || step == 0) return null;
        var first = from ?? 0;
        var last = hasTo ? to ?? 0 : (Int128)first + (Int128)(count ?? 0) * (step ?? 1);
        if (last < long.MinValue || last > long.MaxValue)
        {
            reader.Problem(ProblemRules.Number, "The range goes beyond 64-bit integers.");
            return null;
        }
        return new RangeNode { Id = id, From = first, To = (long)last, Step = step ?? 1 };
    }

    protected override void Check(RangeNode node, JsonPath path, ProblemList problems)
    {
        if (node.Step == 0) problems.Add(ProblemRules.Value, path[Name]["step"], NoStep);
    }

    protected override NodeBinding Bind(RangeNode node, BindingScope scope) => BindingScope.Collection(DataType.Integer);

    protected override void Write(Utf8JsonWriter json, RangeNode node)
    {
        if (node is { From: 0, Step: 1, To: >= 0 })
        {
            json.WriteNumberValue(node.To);
            return;
        }
        json.WriteStartObject();
        if (node.From != 0) json.WriteNumber("from", node.From);
        json.WriteNumber("to", node.To);
        if (node.Step != 1) json.WriteNumber("step", node.Step);
        json.WriteEndObject();
    }

    protected override void WriteSettings(SettingsWriter writer, RangeNode node, NodeBinding binding)
    {
        writer.Integer(node.From);
        writer.Integer(node.Step);
        writer.Integer(node.Count);
    }
}
