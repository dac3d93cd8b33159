using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>Rows of two collections of tables that have the same keys, side by side. The first collection is the left one.</summary>
public sealed record JoinNode : Node
{
    internal const string KindName = "join";

    public const string DefaultSuffix = "_right";

    /// <summary>The columns that are compared; at least one.</summary>
    public required ImmutableArray<JoinKey> On { get; init; }

    public JoinHow How { get; init; }

    /// <summary>What is put behind the name of a right column that the left side has, too.</summary>
    public string Suffix { get; init; } = DefaultSuffix;

    /// <summary>How it is carried out; the rows are the same.</summary>
    public JoinWay Way { get; init; }

    /// <summary>Of a shuffled join: into how many parts both sides are spread; null: as many as their size makes useful.</summary>
    public int? Buckets { get; init; }

    public override string Kind => KindName;
}

/// <summary>A column of the left side and the one of the right side that it is compared with.</summary>
public readonly record struct JoinKey(string Left, string Right)
{
    /// <summary>A column that both sides have.</summary>
    public static implicit operator JoinKey(string column) => FromString(column);

    /// <summary>A column that both sides have.</summary>
    public static JoinKey FromString(string column) => new(column, column);
}

/// <summary>Which rows a join gives.</summary>
public enum JoinHow
{
    /// <summary>Pairs of rows with the same keys. The default.</summary>
    Inner,

    /// <summary>And each left row that has no right one, with nulls.</summary>
    Left,

    /// <summary>And each right row that has no left one, with nulls.</summary>
    Right,

    /// <summary>And both.</summary>
    Full,

    /// <summary>Left rows that have a right one, each once, without its columns.</summary>
    Semi,

    /// <summary>Left rows that have none.</summary>
    Anti,
}

/// <summary>How a join is carried out.</summary>
public enum JoinWay
{
    /// <summary>By the sizes of both sides, which are known or measured before it is planned. The default.</summary>
    Auto,

    /// <summary>All of both sides in one task.</summary>
    Single,

    /// <summary>Each partition of one side with all of the other.</summary>
    Broadcast,

    /// <summary>Both sides are spread over buckets by their keys, and each bucket is joined by itself.</summary>
    Shuffle,
}

internal sealed class JoinKind : TableKind<JoinNode>
{
    private static readonly ObjectForm Pair = new(
        "joinKey",
        ("left", """{ "type": "string", "description": "A column of the first collection." }"""),
        ("right", """{ "type": "string", "description": "The column of the second one that it is compared with." }"""))
    {
        Required = ["left", "right"],
    };

    private static readonly ObjectForm Form = new(
        "joinBy",
        ("on", $$"""{ "description": "The columns that are compared: names that both sides have, or a name of each.", "oneOf": [{ "type": "string" }, { "type": "array", "minItems": 1, "items": { "oneOf": [{ "type": "string" }, { {{Pair.Reference}} }] } }] }"""),
        ("how", EnumSchema.Of<JoinHow>("inner: pairs of rows with the same keys; left, right, full: and rows of that side without one of the other, with nulls; semi, anti: left rows that have one, or have none.")),
        ("suffix", $$"""{ "type": "string", "minLength": 1, "default": "{{JoinNode.DefaultSuffix}}", "description": "What is put behind the name of a right column that the left side has, too." }"""),
        ("way", EnumSchema.Of<JoinWay>("auto: by the measured sizes; single: all in one task; broadcast: each partition of one side with all of the other; shuffle: both sides spread over buckets by their keys. The rows are the same.")),
        ("buckets", BucketCounts.Schema("Of a shuffled join: how many; without it as many as the sizes make useful.")))
    {
        Required = ["on"],
    };

    public override string Name => JoinNode.KindName;

    public override (int Least, int Most) Over => (2, 2);

    public override string Schema => $$"""{ {{Form.Reference}}, "description": "Rows of two collections of tables that have the same keys, side by side." }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Form, Pair];

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject(Name)) return null;
        var node = new JoinNode { Id = id, On = [] };
        ulong seen = 0;
        while (reader.NextProperty(Form.Properties, ref seen, Name, out var property))
        {
            node = property switch
            {
                0 => node with { On = Keys(ref reader) },
                1 => node with { How = reader.Choice<JoinHow>("how") ?? JoinHow.Inner },
                2 => node with { Suffix = reader.String("suffix") ?? JoinNode.DefaultSuffix },
                3 => node with { Way = reader.Choice<JoinWay>("way") ?? JoinWay.Auto },
                _ => node with { Buckets = BucketCounts.Read(ref reader, "buckets") },
            };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "join needs 'on', the columns that are compared.");
        return node;
    }

    protected override void CheckNames(JoinNode node, ProblemList problems)
    {
        var on = node.Path[Name]["on"];
        if (node.On.IsEmpty) problems.Add(ProblemRules.Value, on, "join compares at least one column of each side; all pairs of rows are a 'call' by sql with CROSS JOIN.");
        Binding.SqlNameChecks.CheckColumns(node.On.Select(key => key.Left), on, problems);
        if (!node.On.All(key => key.Left == key.Right)) Binding.SqlNameChecks.CheckColumns(node.On.Select(key => key.Right), on, problems);
        CheckNotEmpty(node.On.SelectMany(key => new[] { key.Left, key.Right }), on, problems);
        BucketCounts.Check("buckets", node.Buckets, node.Path[Name], problems);
        if (node.Suffix.Length == 0) problems.Add(ProblemRules.Value, node.Path[Name]["suffix"], "suffix must not be empty: two columns would have one name.");
        if (node is { Way: JoinWay.Broadcast, How: JoinHow.Full })
            problems.Add(ProblemRules.Value, node.Path[Name]["way"], "A full join cannot be a broadcast: whether a row of the side that goes everywhere has no other, no task alone knows. Leave 'way' out.");
    }

    protected override void Write(Utf8JsonWriter json, JoinNode node)
    {
        json.WriteStartObject();
        json.WriteStartArray("on");
        foreach (var key in node.On) WriteKey(json, key);
        json.WriteEndArray();
        if (node.How != JoinHow.Inner) json.WriteString("how", EnumSchema.NameOf(node.How));
        if (node.Suffix != JoinNode.DefaultSuffix) json.WriteString("suffix", node.Suffix);
        if (node.Way != JoinWay.Auto) json.WriteString("way", EnumSchema.NameOf(node.Way));
        BucketCounts.Write(json, "buckets", node.Buckets);
        json.WriteEndObject();
    }

    protected override GraphValue SettingsOf(JoinNode node) => GraphValue.Map(
    [
        new("on", GraphValue.List([.. node.On.Select(key => Names([key.Left, key.Right]))])),
        new("how", GraphValue.Of(node.How.ToString())),
        new("suffix", GraphValue.Of(node.Suffix)),
        new("way", GraphValue.Of(node.Way.ToString())),
        new("buckets", BucketCounts.ValueOf(node.Buckets)),
    ]);

    private static void WriteKey(Utf8JsonWriter json, JoinKey key)
    {
        if (key.Left == key.Right)
        {
            json.WriteStringValue(key.Left);
            return;
        }
        json.WriteStartObject();
        json.WriteString("left", key.Left);
        json.WriteString("right", key.Right);
        json.WriteEndObject();
    }

    private static ImmutableArray<JoinKey> Keys(ref DocumentReader reader)
    {
        if (reader.Json.TokenType == JsonTokenType.String) return reader.String("on") is { } only ? [new JoinKey(only, only)] : [];
        return reader.Items<JoinKey>("on", Key);
    }

    private static JoinKey? Key(ref DocumentReader reader)
    {
        if (reader.Json.TokenType == JsonTokenType.String) return reader.String("each of on") is { } both ? new JoinKey(both, both) : default(JoinKey?);
        if (!reader.BeginObject("each of on (a name, or { left, right })")) return null;
        var key = new JoinKey("", "");
        ulong seen = 0;
        while (reader.NextProperty(Pair.Properties, ref seen, "a key", out var property))
        {
            var name = reader.String(property == 0 ? "left" : "right") ?? "";
            key = property == 0 ? key with { Left = name } : key with { Right = name };
            reader.Leave();
        }
        if (seen != 3) reader.Problem(ProblemRules.Missing, "A key needs 'left' and 'right', or is one name that both sides have.");
        return key;
    }
}
