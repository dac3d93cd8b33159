using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>One value per key: elements are folded into it, partial values of a key combined. Elements are <c>{ key, value }</c>.</summary>
public sealed record FoldByNode : Node
{
    internal const string KindName = "foldBy";

    /// <summary>(value so far, element) to value.</summary>
    public required string Function { get; init; }

    /// <summary>Element to key.</summary>
    public required string By { get; init; }

    /// <summary>(value, value) to value; null: <see cref="Function"/> does both.</summary>
    public string? Combine { get; init; }

    /// <summary>The value before the first element; null: the first element itself.</summary>
    public GraphValue? Initial { get; init; }

    /// <summary>2 to 10,000; default 16.</summary>
    public int SplitEvery { get; init; } = ReduceNode.DefaultSplitEvery;

    public override string Kind => KindName;

    public override string FunctionName => Function;

    internal override ImmutableArray<(string Property, GraphValue Value)> Values => Initial is { } initial ? [("initial", initial)] : [];
}

internal sealed class FoldByKind : FunctionKind<FoldByNode>
{
    private static readonly NodePart By = new("by", """{ "type": "string", "description": "The function of an element to its key." }""", static (ref reader) => reader.String("by")) { IsRequired = true };

    private static readonly NodePart Combine = new(
        "combine",
        """{ "type": "string", "description": "The function of two values of one key to one; without it foldBy's function does both." }""",
        static (ref reader) => reader.String("combine"));

    private static readonly NodePart Initial = new(
        "initial",
        """{ "$ref": "#/$defs/value", "description": "The value before the first element; without it the first element itself." }""",
        static (ref reader) => ValueParser.Read(ref reader));

    public override string Name => FoldByNode.KindName;

    public override string Schema => """{ "type": "string", "description": "The function of (value so far, element) to value; one value for each key." }""";

    public override ImmutableArray<NodePart> Parts { get; } = [SplitEvery.Part, By, Combine, Initial];

    protected override bool GivesCollection => true;

    protected override bool NamesParameters => false;

    protected override bool RefusesTableFunctions => true;

    protected override string InsteadOfTables => "a 'map' by sql with GROUP BY, and a 'reduce' that adds up the groups";

    public override Node Make(NodeId id, string function, GraphValue args) => new FoldByNode { Id = id, Function = function, Args = args, By = "" };

    public override Node Complete(ref DocumentReader reader, Node node, NodeParts parts)
    {
        var by = (string?)parts[By];
        if (by is null) reader.Problem(ProblemRules.Missing, $"Node '{node.Id}' needs 'by', the function that gives an element's key.");
        return (FoldByNode)node with { By = by ?? "", Combine = (string?)parts[Combine], Initial = (GraphValue?)parts[Initial], SplitEvery = SplitEvery.Of(parts) };
    }

    protected override void Check(FoldByNode node, JsonPath path, ProblemList problems) => SplitEvery.Check(node.SplitEvery, path, problems);

    protected override void WriteParts(Utf8JsonWriter json, FoldByNode node)
    {
        SplitEvery.Write(json, node.SplitEvery);
        json.WriteString(By.Name, node.By);
        if (node.Combine is { } combine) json.WriteString(Combine.Name, combine);
        if (node.Initial is not { } initial) return;
        json.WritePropertyName(Initial.Name);
        ValueWriter.Write(json, initial);
    }

    protected override void WriteSettings(SettingsWriter writer, FoldByNode node, NodeBinding binding)
    {
        writer.Integer(node.SplitEvery);
        writer.Function(binding.By);
        writer.Function(binding.Combine);
        writer.Boolean(node.Initial is not null);
        writer.Value(node.Initial ?? default);
    }

    protected override int InputsOf(FoldByNode node, FunctionDescriptor function) => 2;

    protected override string Needs(int inputs) => "the value so far and an element";

    protected override bool RefusesTables(FunctionDescriptor function) => true;

    protected override DataType ResultOf(FoldByNode node, DataType result, BindingScope scope) =>
        new(DataTypeKind.Record) { Fields = [new DataField("key", DataType.Any, true), new DataField("value", result, true)] };

    protected override NodeBinding Complete(FoldByNode node, NodeBinding binding, BindingScope scope) => binding with
    {
        By = scope.Key(node, node.By, By.Name),
        Combine = node.Combine is { } combine ? scope.Find(node, combine, Combine.Name) : null,
    };
}
