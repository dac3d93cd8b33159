using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>How many elements each node has, and whether they are tables. Known for everything that is plannable.</summary>
internal sealed class NodeShapes
{
    private readonly JobDocument _document;
    private readonly long[] _count;
    private readonly bool[] _table;

    /// <exception cref="PlanException">Collections that go together have different numbers of elements.</exception>
    public NodeShapes(JobDocument document, JobSnapshot snapshot, bool[] plannable)
    {
        _document = document;
        _count = new long[document.Nodes.Count];
        _table = new bool[document.Nodes.Count];
        foreach (var index in document.Topology.Order)
        {
            if (!plannable[index]) continue;
            var node = document.Nodes[index];
            _count[index] = CountOf(node, snapshot);
            _table[index] = IsTableNode(node, index);
        }
    }

    public long Count(int node) => _count[node];

    public bool IsTable(int node) => _table[node];

    public int SplitEvery(int node) => _document.Nodes[node] is ReduceNode reduce ? reduce.SplitEvery : ReduceNode.DefaultSplitEvery;

    private long CountOf(Node node, JobSnapshot snapshot) => node switch
    {
        ReadNode => snapshot.Reads[node.Id.Value].Partitions.Length,
        RangeNode range => range.Count,
        ItemsNode items => items.Items.Length,
        MapNode or MapPartitionsNode or FilterNode or ZipNode => Together(node),
        _ => 1,
    };

    // A collection of one element goes with every element of the others.
    private long Together(Node node)
    {
        var count = 1L;
        string? first = null;
        foreach (var input in node.Over)
        {
            var other = _count[_document.Nodes.IndexOf(input.Node)];
            if (other == 1) continue;
            if (first is not null && other != count)
                throw new PlanException(node.Id.Value, $"'{first}' has {count:N0} elements and '{input.Node}' has {other:N0}: collections that go together need the same number, or one.");
            (first, count) = (input.Node.Value, other);
        }
        return count;
    }

    private bool IsTableNode(Node node, int index) => node switch
    {
        ReadNode => true,
        WriteNode => false,
        FilterNode or TakeNode => node.Over.Length > 0 && _table[_document.Nodes.IndexOf(node.Over[0].Node)],
        _ => _document.Binding(index).Function is { Kind: FunctionKind.Table },
    };
}
