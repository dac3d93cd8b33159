using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>One element for each file, as a reference to its bytes. Names may hold the patterns <c>*</c> and <c>?</c>.</summary>
public sealed record FilesNode : Node
{
    internal const string KindName = "files";

    public required ImmutableArray<string> Files { get; init; }

    public override string Kind => KindName;

    public override bool IsExternal => true;
}

internal sealed class FilesKind : SourceKind<FilesNode>
{
    public override string Name => FilesNode.KindName;

    public override string Schema =>
        """{ "type": "array", "items": { "oneOf": [{ "type": "string" }, { "$ref": "#/$defs/parameterUse" }] }, "description": "One element for each file, as a reference to its bytes. Names may hold * and ?." }""";

    public override bool OnlyNamesElements(bool isFold) => true;

    public override Node? Read(ref DocumentReader reader, NodeId id) => new FilesNode { Id = id, Files = reader.Strings(Name) };

    protected override NodeBinding Bind(FilesNode node, BindingScope scope) => BindingScope.Collection(DataType.Blob);

    protected override void Write(Utf8JsonWriter json, FilesNode node)
    {
        json.WriteStartArray();
        foreach (var file in node.Files) json.WriteStringValue(file);
        json.WriteEndArray();
    }
}
