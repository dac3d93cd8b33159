using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Kinds;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>How many elements each node has. Known for everything that is plannable.</summary>
internal sealed class NodeShapes
{
    private readonly JobDocument _document;
    private readonly CollectionTraits _traits;
    private readonly JobSnapshot _snapshot;
    private readonly long[] _count;
    private readonly Lineage _lineage;
    private readonly Action<PlanException> _misfit;
    private readonly MatchLayouts _layouts;

    /// <param name="document">The job.</param>
    /// <param name="snapshot">Its reads.</param>
    /// <param name="traits">Of the document.</param>
    /// <param name="plannable">By position: all that it depends on is resolved.</param>
    /// <param name="misfit">Hears of collections that do not go together; null: they are thrown.</param>
    /// <exception cref="PlanException">Collections do not go together.</exception>
    public NodeShapes(JobDocument document, JobSnapshot snapshot, CollectionTraits traits, bool[] plannable, Action<PlanException>? misfit = null)
    {
        _misfit = misfit ?? (static e => throw e);
        _lineage = new Lineage(document, snapshot, traits, Count);
        _document = document;
        _snapshot = snapshot;
        _traits = traits;
        _count = new long[document.Nodes.Count];
        _layouts = new MatchLayouts(document, snapshot, traits, Count);
        foreach (var index in document.Topology.Order)
        {
            if (plannable[index]) _count[index] = CountOf(document.Nodes[index], index);
        }
    }

    /// <summary>Elements; of a list that is not stored yet 1.</summary>
    public long Count(int node) => _count[node];

    public bool IsTable(int node) => _traits.IsTable(node);

    /// <summary>Results that one task of a further level takes.</summary>
    public int SplitEvery(int node) => _traits.PlanOf(node).SplitEvery(_document.Nodes[node]);

    /// <summary>Elements that one task of the first level takes.</summary>
    public int FirstGroup(int node, long elements) =>
        _traits.IsQueryOverValues(node) || _traits.PlanOf(node).TakesAll(_document.Nodes[node]) ? (int)Math.Clamp(elements, 1, int.MaxValue)
        : _traits.PlanOf(node).MostInFirstGroup(_document.Nodes[node]) is { } most ? ReduceLevels.FirstGroup(elements, most, IsOfTables(node))
        : ReduceLevels.Bundle(elements);

    private bool IsOfTables(int node) => _traits.IsTable(node) || _document.Nodes[node].Over.Any(o => _traits.IsTable(_document.Nodes.IndexOf(o.Node)));

    /// <summary>Where the elements of a stored list end, part by part; empty for other nodes.</summary>
    public System.Collections.Immutable.ImmutableArray<long> Ends(int node) =>
        _snapshot.Lists.TryGetValue(_document.Nodes[node].Id.Value, out var list) ? list.Ends : [];

    private long CountOf(Node node, int index) => _traits.RoleOf(index) switch
    {
        NodeRole.Source => node.IsExternal ? _snapshot.Reads[node.Id.Value].Partitions.Length : _traits.PlanOf(index).CountOf(node),
        NodeRole.Slice => Math.Min(_traits.PlanOf(index).MostOf(node), Together(node)),
        NodeRole.Each when _traits.Matches(index) => Matched(node, index),
        NodeRole.Each or NodeRole.Partition => Together(node),
        _ => _snapshot.Lists.TryGetValue(node.Id.Value, out var list) ? list.Count : 1,
    };

    /// <summary>How the tasks of a node take its two collections of tables.</summary>
    public MatchLayout LayoutOf(int node) => _layouts.Of(node);

    private long Matched(Node node, int index)
    {
        foreach (var input in node.Over)
        {
            if (_traits.IsTable(_document.Nodes.IndexOf(input.Node))) continue;
            _misfit(new PlanException(node.Id.Value, $"'{input.Node}' gives values, and '{node.Kind}' works on tables: a 'reduce' by sql with SELECT * FROM input makes one table of records."));
            return 1;
        }
        return _layouts.TasksOf(index);
    }

    // A collection of one element goes with every element of the others.
    private long Together(Node node)
    {
        var count = 1L;
        (NodeId Node, int Index)? first = null;
        foreach (var input in node.Over)
        {
            var index = _document.Nodes.IndexOf(input.Node);
            var other = _count[index];
            if (other == 1) continue;
            if (first is { } before && Problem(before.Node, before.Index, count, input.Node, index, other) is { } reason)
            {
                _misfit(new PlanException(node.Id.Value, reason));
                continue;
            }
            (first, count) = ((input.Node, index), other);
        }
        return count;
    }

    // Null: they go together.
    private string? Problem(NodeId first, int a, long count, NodeId second, int b, long other)
    {
        if (_traits.GapsOf(a) != _traits.GapsOf(b))
        {
            var filter = _document.Nodes[(_traits.GapsOf(a) ?? _traits.GapsOf(b))!.Value].Id;
            return $"'{first}' and '{second}' do not go together: '{filter}' took elements out of one of them. Bring them together first, then filter.";
        }
        var areTables = _traits.IsTable(a) || _traits.IsTable(b);
        if (other != count)
            return $"'{first}' has {count:N0} elements and '{second}' has {other:N0}: collections that go together need the same number, or one.{(areTables ? Instead(first, second) : "")}";
        if (!areTables || _lineage.AreAligned(a, b)) return null;
        return $"'{first}' and '{second}' would go together by position, and nothing says that their n-th partitions belong together: {_lineage.Describe(a, first)}, {_lineage.Describe(b, second)}.{Instead(first, second)}";
    }

    private static string Instead(NodeId first, NodeId second) =>
        $" A 'call' by sql over both sees all partitions of both as one table each; or a 'reduce' by sql with SELECT * FROM input makes one table of '{second}', which then goes with every partition of '{first}'.";
}
