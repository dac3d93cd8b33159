using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>Values written in the document; elements may be references.</summary>
public sealed record ItemsNode : Node
{
    internal const string KindName = "items";

    public required ImmutableArray<GraphValue> Items { get; init; }

    public override string Kind => KindName;

    internal override ImmutableArray<(string Property, GraphValue Value)> Values => [(KindName, GraphValue.List(Items))];
}

internal sealed class ItemsKind : SourceKind<ItemsNode>
{
    public override string Name => ItemsNode.KindName;

    public override string Schema => """{ "type": "array", "items": { "$ref": "#/$defs/value" }, "description": "The elements themselves." }""";

    public override bool OnlyNamesElements(bool isFold) => true;

    public override Node? Read(ref DocumentReader reader, NodeId id) => reader.BeginList(Name) ? new ItemsNode { Id = id, Items = ValueParser.Read(ref reader).AsList() } : null;

    protected override NodeBinding Bind(ItemsNode node, BindingScope scope)
    {
        scope.Arguments.CheckReferences(GraphValue.List(node.Items), node.Path[Name]);
        return BindingScope.Collection(CommonType(node.Items));
    }

    protected override void Write(Utf8JsonWriter json, ItemsNode node) => ValueWriter.Write(json, GraphValue.List(node.Items));

    protected override void WriteSettings(SettingsWriter writer, ItemsNode node, NodeBinding binding) => writer.Value(GraphValue.List(node.Items));

    private static DataType CommonType(ImmutableArray<GraphValue> items)
    {
        if (items.IsEmpty || items.Any(i => i.Kind != items[0].Kind)) return DataType.Any;
        return items[0].Kind switch
        {
            GraphValueKind.Boolean => DataType.Boolean,
            GraphValueKind.Integer => DataType.Integer,
            GraphValueKind.Double => DataType.Number,
            GraphValueKind.Decimal => DataType.Decimal,
            GraphValueKind.String => DataType.String,
            _ => DataType.Any,
        };
    }
}
