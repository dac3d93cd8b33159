using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Graph.Writing;

namespace Serverless.Client.Building;

/// <summary>
/// The nodes of a graph under construction. Equal nodes are one: a node's token covers everything but its name, and its inputs are named by
/// nodes that were merged already. Nodes only refer to earlier ones, so that no cycle can be made.
/// </summary>
internal sealed class GraphNodes(JobGraph graph)
{
    private const int MaxStem = 80;

    private readonly Dictionary<NodeId, Node> _nodes = [];
    private readonly Dictionary<(Token Content, string? Name), NodeId> _known = [];
    private readonly Dictionary<string, int> _counters = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<NodeId> _order = [];

    public Node this[NodeId id] => _nodes[id];

    /// <summary>Adds a node, or finds its equal.</summary>
    /// <param name="node">With any name.</param>
    /// <param name="name">The name that the user wants; null: any.</param>
    /// <param name="merge">False for impure functions: two calls are two tasks.</param>
    public NodeId Add(Node node, NodeId? name = null, bool merge = true)
    {
        var key = (merge ? ContentOf(node) : default, name?.Value);
        if (merge && _known.TryGetValue(key, out var known)) return known;
        var id = name ?? NewName(node);
        if (!_nodes.TryAdd(id, node with { Id = id })) throw new ArgumentException($"Another node of this graph is named '{id}'.", nameof(name));
        if (merge) _known.Add(key, id);
        _order.Add(id);
        return id;
    }

    public void RequireOwn(GraphHandle handle)
    {
        if (handle.Graph != graph) throw new ArgumentException($"'{handle.Node}' belongs to another graph; a graph uses its own nodes only.", nameof(handle));
    }

    /// <summary>The outputs and all they need, in the order in which they were made.</summary>
    public ImmutableArray<Node> ReachableFrom(IEnumerable<NodeId> outputs)
    {
        var wanted = new HashSet<NodeId>();
        var open = new Stack<NodeId>(outputs);
        while (open.TryPop(out var id))
        {
            if (!wanted.Add(id)) continue;
            var node = _nodes[id];
            foreach (var input in node.Over) open.Push(input.Node);
            foreach (var before in node.After) open.Push(before);
            foreach (var reference in NodeReferences.Of(node)) open.Push(reference);
        }
        return [.. _order.Where(wanted.Contains).Select(id => _nodes[id])];
    }

    private Token ContentOf(Node node)
    {
        _buffer.ResetWrittenCount();
        JobWriter.WriteNode(node, _buffer);
        return new Token(SHA256.HashData(_buffer.WrittenSpan));
    }

    private NodeId NewName(Node node)
    {
        var text = node.FunctionName ?? node.Kind.ToString().ToLowerInvariant();
        var stem = string.Concat(text.Take(MaxStem).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));
        ref var counter = ref CollectionsMarshal.GetValueRefOrAddDefault(_counters, stem, out _);
        NodeId id;
        do id = new NodeId($"{stem}-{++counter}");
        while (_nodes.ContainsKey(id));
        return id;
    }
}
