using Serverless.Graph.Documents;
using Serverless.Graph.Functions;

namespace Serverless.Planning.Pipelines;

/// <summary>
/// What the document alone says of its collections: where filters may have left gaps, whose results are lists that are known only once they are stored,
/// and which <c>mapPartitions</c> can run inside the fold behind it.
/// </summary>
internal sealed class CollectionTraits
{
    private const int FewInputs = 8;

    private readonly JobDocument _document;
    private readonly bool[] _gaps;
    private readonly int[] _gapsOf;
    private readonly bool[] _tables;
    private readonly bool[] _leadsToFold;
    private readonly HashSet<NodeId> _outputs;
    private readonly Dictionary<int, HashSet<NodeId>> _over = [];

    public CollectionTraits(JobDocument document)
    {
        _document = document;
        var count = document.Nodes.Count;
        (_gaps, _gapsOf, _tables, _leadsToFold) = (new bool[count], new int[count], new bool[count], new bool[count]);
        _outputs = [.. document.Outputs];
        foreach (var node in document.Topology.Order)
        {
            _tables[node] = IsTableNode(node);
            _gaps[node] = document.Nodes[node] switch
            {
                FilterNode => true,
                MapNode or ZipNode or TakeNode => !IsList(node) && document.Nodes[node].Over.Any(o => _gaps[document.Nodes.IndexOf(o.Node)]),
                _ => false,
            };
            _gapsOf[node] = !_gaps[node] ? -1 : document.Nodes[node] is FilterNode ? node : document.Nodes[node].Over.Max(o => _gapsOf[document.Nodes.IndexOf(o.Node)]);
        }
        for (var at = count - 1; at >= 0; at--)
        {
            var node = document.Topology.Order[at];
            _leadsToFold[node] = Consumer(node) is { } consumer && !document.Binding(consumer).SeesPosition
                && ((IsFold(consumer) && !IsQueryOverValues(consumer)) || (document.Nodes[consumer] is MapNode or FilterNode && _leadsToFold[consumer]));
        }
    }

    public bool IsTable(int node) => _tables[node];

    /// <summary>Some of its elements may be missing: a filter took them out, and the others kept their index.</summary>
    public bool HasGaps(int node) => _gaps[node];

    /// <summary>The filter that took them out; null where all are there. Elements of one filter go together by their index, those of two do not.</summary>
    public int? GapsOf(int node) => _gapsOf[node] < 0 ? null : _gapsOf[node];

    /// <summary>Each stored part is a list of elements.</summary>
    public bool IsList(int node) => _document.Nodes[node] switch
    {
        FoldByNode or TopKNode => true,
        TakeNode => !IsSlice(node),
        _ => IsGather(node),
    };

    /// <summary>Takes a partition of values as a list and gives any number of them.</summary>
    public bool IsGather(int node) => _document.Nodes[node] is MapPartitionsNode && _document.Binding(node).Function is not { Kind: FunctionKind.Table };

    /// <summary>A <c>take</c> of elements that are all there: the first tasks are all that it is.</summary>
    public bool IsSlice(int node) => _document.Nodes[node] is TakeNode { Over: [var only] } && !_gaps[_document.Nodes.IndexOf(only.Node)];

    /// <summary>Makes one result from a group of elements.</summary>
    public bool IsFold(int node) => _document.Nodes[node] is ReduceNode or CountNode or FoldByNode or TopKNode || (_document.Nodes[node] is TakeNode && !IsSlice(node));

    /// <summary>A reduce by a query over values: it takes all of them as one table, because a part of them does not tell which columns the others have.</summary>
    public bool IsQueryOverValues(int node) =>
        _document.Nodes[node] is ReduceNode { Over: [var only] } && _tables[node] && !_tables[_document.Nodes.IndexOf(only.Node)] && _document.Binding(node).Function is { Kind: FunctionKind.Table };

    /// <summary>
    /// Its list stays in memory, because the fold behind it takes the elements. Not where a function behind it looks at its number: which element of all it
    /// is, the list alone says once it is counted.
    /// </summary>
    public bool IsFusedGather(int node) => IsGather(node) && _leadsToFold[node];

    /// <summary>Whether <paramref name="node"/> takes the elements of <paramref name="input"/>, of which only its stored result tells how many there are.</summary>
    public bool IsSpread(int node, int input) =>
        _document.Nodes[node] is not (CallNode or WriteNode) && !_tables[input] && !IsFusedGather(input)
        && (IsList(input) || !_document.Binding(input).IsCollection) && IsOver(node, input);

    // Of a node over thousands each is asked for.
    private bool IsOver(int node, int input)
    {
        var over = _document.Nodes[node].Over;
        var id = _document.Nodes[input].Id;
        if (over.Length <= FewInputs) return over.Any(o => o.Node == id);
        if (!_over.TryGetValue(node, out var all)) _over[node] = all = [.. over.Select(static o => o.Node)];
        return all.Contains(id);
    }

    // The only one that takes the node's elements, when it takes nothing else and nobody else wants them.
    private int? Consumer(int node)
    {
        var self = _document.Nodes[node];
        if (self.Keep || _outputs.Contains(self.Id) || _document.Topology.Dependents(node) is not [var only]) return null;
        var consumer = _document.Nodes[only];
        return _document.Topology.Dependencies(only).Length == 1 && consumer.Over is [var input] && input.Node == self.Id && Equals(consumer.Policy, self.Policy) ? only : null;
    }

    private bool IsTableNode(int node) => _document.Nodes[node] switch
    {
        ReadNode => true,
        WriteNode or FoldByNode or CountNode or ZipNode => false,
        FilterNode or TakeNode or TopKNode => _document.Nodes[node].Over is [var only, ..] && _tables[_document.Nodes.IndexOf(only.Node)],
        _ => _document.Binding(node).Function is { Kind: FunctionKind.Table } or { Result.Kind: DataTypeKind.Table },
    };
}
