using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>A kind whose own property says nothing more: <c>{}</c>.</summary>
internal abstract class EmptyKind<TNode> : NodeKind<TNode> where TNode : Node
{
    /// <summary>What it gives, for the schema.</summary>
    protected abstract string Description { get; }

    public sealed override string Schema => $$"""{ "type": "object", "maxProperties": 0, "description": "{{Description}}" }""";

    public sealed override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject($"{Name} (it has no properties of its own: write {{}})")) return null;
        while (reader.NextEntry(out var name))
        {
            reader.Problem(ProblemRules.UnknownProperty, $"{Name} has no properties of its own; '{name}' is not one.");
            reader.Json.Skip();
            reader.Leave();
        }
        return Make(id);
    }

    protected abstract TNode Make(NodeId id);

    protected sealed override void Write(Utf8JsonWriter json, TNode node)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }
}
