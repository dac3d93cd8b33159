using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>The first elements.</summary>
public sealed record TakeNode : Node
{
    internal const string KindName = "take";

    /// <summary>At least 0.</summary>
    public required long Count { get; init; }

    public override string Kind => KindName;

    public override bool OnlyChooses => true;

    public override bool KeepsColumns => true;
}

internal sealed class TakeKind : NodeKind<TakeNode>
{
    private static readonly Bounds Counts = new(0);

    public override string Name => TakeNode.KindName;

    public override string Schema => $$"""{ "oneOf": [{ {{Counts.Schema}} }, { "$ref": "#/$defs/parameterUse" }], "description": "The first elements, so many." }""";

    // Of elements that are all there it chooses by number alone; of what a filter left it makes a list.
    public override bool OnlyNamesElements(bool isFold) => !isFold;

    public override Node? Read(ref DocumentReader reader, NodeId id) => reader.Integer(Name, Counts) is { } count ? new TakeNode { Id = id, Count = count } : null;

    protected override void Check(TakeNode node, JsonPath path, ProblemList problems) => Counts.Check(Name, node.Count, path[Name], problems);

    protected override NodeBinding Bind(TakeNode node, BindingScope scope) => BindingScope.Collection(scope.ElementOf(node));

    protected override void Write(Utf8JsonWriter json, TakeNode node) => json.WriteNumberValue(node.Count);

    protected override void WriteSettings(SettingsWriter writer, TakeNode node, NodeBinding binding) => writer.Integer(node.Count);
}
