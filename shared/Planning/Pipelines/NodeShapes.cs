using Serverless.Graph.Documents;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>How many elements each node has. Known for everything that is plannable.</summary>
internal sealed class NodeShapes
{
    private readonly JobDocument _document;
    private readonly CollectionTraits _traits;
    private readonly JobSnapshot _snapshot;
    private readonly long[] _count;

    /// <exception cref="PlanException">Collections that go together have different numbers of elements.</exception>
    public NodeShapes(JobDocument document, JobSnapshot snapshot, CollectionTraits traits, bool[] plannable)
    {
        _document = document;
        _snapshot = snapshot;
        _traits = traits;
        _count = new long[document.Nodes.Count];
        foreach (var index in document.Topology.Order)
        {
            if (plannable[index]) _count[index] = CountOf(document.Nodes[index], index);
        }
    }

    /// <summary>Elements; of a list that is not stored yet 1.</summary>
    public long Count(int node) => _count[node];

    public bool IsTable(int node) => _traits.IsTable(node);

    /// <summary>Results that one task of a further level takes.</summary>
    public int SplitEvery(int node) => _document.Nodes[node] switch
    {
        ReduceNode reduce => reduce.SplitEvery,
        FoldByNode fold => fold.SplitEvery,
        _ => ReduceNode.DefaultSplitEvery,
    };

    /// <summary>Elements that one task of the first level takes.</summary>
    public int FirstGroup(int node, long elements) =>
        _traits.IsQueryOverValues(node) ? (int)Math.Clamp(elements, 1, int.MaxValue)
        : _document.Nodes[node] is ReduceNode reduce ? ReduceLevels.FirstGroup(elements, reduce.SplitEvery) : ReduceLevels.Bundle(elements);

    /// <summary>Where the elements of a stored list end, part by part; empty for other nodes.</summary>
    public System.Collections.Immutable.ImmutableArray<long> Ends(int node) =>
        _snapshot.Lists.TryGetValue(_document.Nodes[node].Id.Value, out var list) ? list.Ends : [];

    private long CountOf(Node node, int index) => node switch
    {
        ReadNode or FilesNode => _snapshot.Reads[node.Id.Value].Partitions.Length,
        RangeNode range => range.Count,
        ItemsNode items => items.Items.Length,
        TakeNode take when _traits.IsSlice(index) => Math.Min(take.Count, Together(node)),
        MapNode or FilterNode or ZipNode => Together(node),
        MapPartitionsNode when !_traits.IsGather(index) => Together(node),
        _ => _snapshot.Lists.TryGetValue(node.Id.Value, out var list) ? list.Count : 1,
    };

    // A collection of one element goes with every element of the others.
    private long Together(Node node)
    {
        var count = 1L;
        string? first = null;
        int? gaps = null;
        foreach (var input in node.Over)
        {
            var index = _document.Nodes.IndexOf(input.Node);
            var other = _count[index];
            if (other == 1) continue;
            if (first is not null && _traits.GapsOf(index) != gaps)
            {
                var filter = _document.Nodes[(_traits.GapsOf(index) ?? gaps)!.Value].Id;
                throw new PlanException(node.Id.Value, $"'{first}' and '{input.Node}' do not go together: '{filter}' took elements out of one of them. Bring them together first, then filter.");
            }
            gaps = _traits.GapsOf(index);
            if (first is not null && other != count)
                throw new PlanException(node.Id.Value, $"'{first}' has {count:N0} elements and '{input.Node}' has {other:N0}: collections that go together need the same number, or one.");
            (first, count) = (input.Node.Value, other);
        }
        return count;
    }
}
