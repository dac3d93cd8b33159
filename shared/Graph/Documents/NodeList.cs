using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Serverless.Graph.Values;

namespace Serverless.Graph.Documents;

/// <summary>The nodes of a document in its order, also by name.</summary>
public sealed class NodeList : IReadOnlyList<Node>
{
    private readonly Node[] _nodes;
    private readonly Dictionary<string, int> _index;

    internal NodeList(Node[] nodes, Dictionary<string, int> index)
    {
        _nodes = nodes;
        _index = index;
    }

    public int Count => _nodes.Length;

    public Node this[int index] => _nodes[index];

    /// <exception cref="KeyNotFoundException">No such node.</exception>
    [SuppressMessage("Design", "CA1043:Use integral or string argument for indexers", Justification = "An id is text of its own type.")]
    public Node this[NodeId id] => _nodes[_index[id.Value]];

    /// <summary>Position of the node in the document, or -1.</summary>
    public int IndexOf(NodeId id) => _index.TryGetValue(id.Value, out var index) ? index : -1;

    public IEnumerator<Node> GetEnumerator() => ((IEnumerable<Node>)_nodes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal Node? Find(string name) => _index.TryGetValue(name, out var index) ? _nodes[index] : null;

    internal IEnumerable<string> Names => _index.Keys;
}
