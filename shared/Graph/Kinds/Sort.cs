using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>All rows in order, over all partitions: each partition in itself, and one after the other. Rows with equal keys stay in the order of the input.</summary>
public sealed record SortNode : Node
{
    internal const string KindName = "sort";

    /// <summary>Columns; at least one.</summary>
    public required ImmutableArray<SortKey> By { get; init; }

    /// <summary>How many partitions come out, of which some may be empty; null: as many as their size makes useful.</summary>
    public int? Partitions { get; init; }

    public override string Kind => KindName;
}

/// <summary>A column to sort by. Nulls come last either way.</summary>
public readonly record struct SortKey(string Column, bool Descending = false)
{
    /// <summary>A column, the least value first.</summary>
    public static implicit operator SortKey(string column) => FromString(column);

    /// <summary>A column, the least value first.</summary>
    public static SortKey FromString(string column) => new(column);
}

internal sealed class SortKind : TableKind<SortNode>
{
    private static readonly ObjectForm Key = new(
        "sortKey",
        ("column", """{ "type": "string" }"""),
        ("descending", """{ "type": "boolean", "default": false, "description": "The greatest first; nulls are last either way." }"""))
    {
        Required = ["column"],
    };

    private static readonly ObjectForm Form = new(
        "sortBy",
        ("by", $$"""{ "type": "array", "minItems": 1, "items": { "oneOf": [{ "type": "string" }, { {{Key.Reference}} }] }, "description": "Columns; nulls come last." }"""),
        ("partitions", BucketCounts.Schema("How many partitions come out, of which some may be empty; without it as many as their size makes useful.")))
    {
        Required = ["by"],
    };

    public override string Name => SortNode.KindName;

    public override string Schema => $$"""{ {{Form.Reference}}, "description": "All rows in order, over all partitions; rows with equal keys stay in the order of the input." }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Form, Key];

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject(Name)) return null;
        var node = new SortNode { Id = id, By = [] };
        ulong seen = 0;
        while (reader.NextProperty(Form.Properties, ref seen, Name, out var property))
        {
            node = property == 0 ? node with { By = reader.Items<SortKey>("by", ReadKey) } : node with { Partitions = BucketCounts.Read(ref reader, "partitions") };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "sort needs 'by', a list of columns.");
        return node;
    }

    protected override void CheckNames(SortNode node, ProblemList problems)
    {
        var by = node.Path[Name]["by"];
        if (node.By.IsEmpty) problems.Add(ProblemRules.Value, by, "sort goes by at least one column.");
        CheckNotEmpty(node.By.Select(key => key.Column), by, problems);
        Binding.SqlNameChecks.CheckColumns(node.By.Select(key => key.Column), by, problems);
        BucketCounts.Check("partitions", node.Partitions, node.Path[Name], problems);
    }

    protected override void Write(Utf8JsonWriter json, SortNode node)
    {
        json.WriteStartObject();
        json.WriteStartArray("by");
        foreach (var key in node.By) WriteKey(json, key);
        json.WriteEndArray();
        BucketCounts.Write(json, "partitions", node.Partitions);
        json.WriteEndObject();
    }

    protected override GraphValue SettingsOf(SortNode node) => GraphValue.Map(
    [
        new("by", GraphValue.List([.. node.By.Select(key => GraphValue.List([GraphValue.Of(key.Column), GraphValue.Of(key.Descending)]))])),
        new("partitions", BucketCounts.ValueOf(node.Partitions)),
    ]);

    private static void WriteKey(Utf8JsonWriter json, SortKey key)
    {
        if (!key.Descending)
        {
            json.WriteStringValue(key.Column);
            return;
        }
        json.WriteStartObject();
        json.WriteString("column", key.Column);
        json.WriteBoolean("descending", true);
        json.WriteEndObject();
    }

    private static SortKey? ReadKey(ref DocumentReader reader)
    {
        if (reader.Json.TokenType == JsonTokenType.String) return reader.String("each of by") is { } column ? new SortKey(column) : default(SortKey?);
        if (!reader.BeginObject("each of by (a name, or { column, descending })")) return null;
        var key = new SortKey("");
        ulong seen = 0;
        while (reader.NextProperty(Key.Properties, ref seen, "a key", out var property))
        {
            key = property == 0 ? key with { Column = reader.String("column") ?? "" } : key with { Descending = reader.Boolean("descending") ?? false };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "A key needs 'column'.");
        return key;
    }
}
