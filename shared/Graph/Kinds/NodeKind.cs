using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>
/// All that the grammar knows of one kind of node. A kind is one file of this folder, its record with its class, and one line of <see cref="NodeKinds"/>.
/// </summary>
internal abstract class NodeKind
{
    /// <summary>The property that says the kind. It is in every token of the kind's nodes and never changes.</summary>
    public abstract string Name { get; }

    public abstract Type NodeType { get; }

    /// <summary>What the kind's own property holds, as JSON Schema.</summary>
    public abstract string Schema { get; }

    /// <summary>The kind's own property is a function's name, and the node takes arguments.</summary>
    public virtual bool HasFunction => false;

    /// <summary>How many collections it works on.</summary>
    public virtual (int Least, int Most) Over => (1, 1);

    /// <summary>Properties beside the kind's own that few kinds have, in the order in which they are written.</summary>
    public virtual ImmutableArray<NodePart> Parts => [];

    /// <summary>Objects that the kind's own property may hold.</summary>
    public virtual ImmutableArray<ObjectForm> Forms => [];

    /// <summary>Further definitions of the schema, by name.</summary>
    public virtual ImmutableArray<(string Name, string Schema)> Definitions => [];

    /// <summary>Its settings say which elements there are, and nothing of what is done to one of them.</summary>
    /// <param name="isFold">It makes one result of many elements.</param>
    public virtual bool OnlyNamesElements(bool isFold) => false;

    /// <summary>Reads the kind's own property, where it is more than a function's name; null after a problem that leaves no node.</summary>
    public virtual Node? Read(ref DocumentReader reader, NodeId id) => throw new NotSupportedException($"'{Name}' is a function's name alone.");

    /// <summary>The node of a function, without what stands beside.</summary>
    public virtual Node Make(NodeId id, string function, GraphValue args) => throw new NotSupportedException($"'{Name}' has no function.");

    /// <summary>Takes over the kind's <see cref="Parts"/>.</summary>
    public virtual Node Complete(ref DocumentReader reader, Node node, NodeParts parts) => node;

    /// <summary>Checks of a node's own values that reading makes too; for documents that were never text.</summary>
    public abstract void Check(Node node, JsonPath path, ProblemList problems);

    /// <summary>What its names mean, and whether they fit.</summary>
    public abstract NodeBinding Bind(Node node, BindingScope scope);

    /// <summary>Writes the value of the kind's own property.</summary>
    public abstract void Write(Utf8JsonWriter json, Node node);

    /// <summary>Writes the kind's <see cref="Parts"/>; nothing that is a default.</summary>
    public abstract void WriteParts(Utf8JsonWriter json, Node node);

    /// <summary>Writes what of its own determines the result, into its token: never another thing, or in another order.</summary>
    public abstract void WriteSettings(SettingsWriter writer, Node node, NodeBinding binding);
}

/// <inheritdoc/>
/// <typeparam name="TNode">The record of its nodes.</typeparam>
internal abstract class NodeKind<TNode> : NodeKind where TNode : Node
{
    public sealed override Type NodeType => typeof(TNode);

    public sealed override void Check(Node node, JsonPath path, ProblemList problems) => Check((TNode)node, path, problems);

    public sealed override NodeBinding Bind(Node node, BindingScope scope) => Bind((TNode)node, scope);

    public sealed override void Write(Utf8JsonWriter json, Node node) => Write(json, (TNode)node);

    public sealed override void WriteParts(Utf8JsonWriter json, Node node) => WriteParts(json, (TNode)node);

    public sealed override void WriteSettings(SettingsWriter writer, Node node, NodeBinding binding) => WriteSettings(writer, (TNode)node, binding);

    protected virtual void Check(TNode node, JsonPath path, ProblemList problems)
    {
    }

    protected abstract NodeBinding Bind(TNode node, BindingScope scope);

    protected abstract void Write(Utf8JsonWriter json, TNode node);

    protected virtual void WriteParts(Utf8JsonWriter json, TNode node)
    {
    }

    protected virtual void WriteSettings(SettingsWriter writer, TNode node, NodeBinding binding)
    {
    }
}
