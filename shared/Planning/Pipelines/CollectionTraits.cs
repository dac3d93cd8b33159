using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;
using Serverless.Planning.Kinds;

namespace Serverless.Planning.Pipelines;

/// <summary>
/// What the document alone says of its collections: where filters may have left gaps, whose results are lists that are known only once they are stored,
/// and which <c>mapPartitions</c> can run inside the fold behind it.
/// </summary>
internal sealed class CollectionTraits
{
    private const int FewInputs = 8;

    private readonly JobDocument _document;
    private readonly KindPlan[] _plans;
    private readonly NodeRole[] _roles;
    private readonly bool[] _matches;
    private readonly int[] _gapsOf;
    private readonly bool[] _tables;
    private readonly bool[] _leadsToFold;
    private readonly HashSet<NodeId> _outputs;
    private readonly Dictionary<int, HashSet<NodeId>> _over = [];

    public CollectionTraits(JobDocument document)
    {
        _document = document;
        var count = document.Nodes.Count;
        _plans = new KindPlan[count];
        _roles = new NodeRole[count];
        (_gapsOf, _tables, _leadsToFold, _matches) = (new int[count], new bool[count], new bool[count], new bool[count]);
        _outputs = [.. document.Outputs];
        foreach (var node in document.Topology.Order)
        {
            var self = document.Nodes[node];
            var plan = _plans[node] = KindPlans.Of(self);
            _tables[node] = IsTableNode(node);
            _matches[node] = plan.Matches(self);
            var gapsOf = -1;
            foreach (var input in self.Over) gapsOf = Math.Max(gapsOf, _gapsOf[document.Nodes.IndexOf(input.Node)]);
            _roles[node] = plan.RoleOf(self, document.Binding(node), isWhole: gapsOf < 0);
            _gapsOf[node] = plan.Gaps switch
            {
                GapRule.Makes => node,
                GapRule.Keeps when !IsList(node) => gapsOf,
                _ => -1,
            };
        }
        for (var at = count - 1; at >= 0; at--)
        {
            var node = document.Topology.Order[at];
            _leadsToFold[node] = Consumer(node) is { } consumer && !document.Binding(consumer).SeesPosition
                && ((IsFold(consumer) && !IsQueryOverValues(consumer)) || (_roles[consumer] == NodeRole.Each && _leadsToFold[consumer]));
        }
    }

    /// <summary>What the node is to the tasks around it.</summary>
    public NodeRole RoleOf(int node) => _roles[node];

    /// <summary>What its kind says.</summary>
    public KindPlan PlanOf(int node) => _plans[node];

    /// <summary>Sources are made again wherever they are needed: naming a partition or a number costs nothing.</summary>
    public bool IsSource(int node) => _roles[node] == NodeRole.Source;

    public bool IsTable(int node) => _tables[node];

    /// <summary>Some of its elements may be missing: a filter took them out, and the others kept their index.</summary>
    public bool HasGaps(int node) => _gapsOf[node] >= 0;

    /// <summary>The filter that took them out; null where all are there. Elements of one filter go together by their index, those of two do not.</summary>
    public int? GapsOf(int node) => _gapsOf[node] < 0 ? null : _gapsOf[node];

    /// <summary>Each stored part is a list of elements.</summary>
    public bool IsList(int node) => IsGather(node) || (IsFold(node) && _plans[node].FoldsToList && !_tables[node]);

    /// <summary>Takes a partition of values as a list and gives any number of them.</summary>
    public bool IsGather(int node) => _roles[node] == NodeRole.Gather;

    /// <summary>A <c>take</c> of elements that are all there: the first tasks are all that it is.</summary>
    public bool IsSlice(int node) => _roles[node] == NodeRole.Slice;

    /// <summary>Makes one result from a group of elements.</summary>
    public bool IsFold(int node) => _roles[node] == NodeRole.Fold;

    /// <summary>A reduce by a query over values: it takes all of them as one table, because a part of them does not tell which columns the others have.</summary>
    public bool IsQueryOverValues(int node) =>
        _roles[node] == NodeRole.Fold && _plans[node].Tables is (TableRule.ByFunction or TableRule.Always) && _document.Binding(node).Function is { Kind: FunctionKind.Table }
        && _document.Nodes[node].Over is [var only] && !_tables[_document.Nodes.IndexOf(only.Node)];

    /// <summary>Rows of its tables go together by their keys, and not by the partition that they are in.</summary>
    public bool Matches(int node) => _matches[node];

    /// <summary>How <paramref name="node"/> takes <paramref name="input"/> depends on how large that is, which only its stored result tells.</summary>
    public bool NeedsSize(int node, int input) => _matches[node] && _roles[input] != NodeRole.Source && IsOver(node, input);

    /// <summary>
    /// Its list stays in memory, because the fold behind it takes the elements. Not where a function behind it looks at its number: which element of all it
    /// is, the list alone says once it is counted.
    /// </summary>
    public bool IsFusedGather(int node) => IsGather(node) && _leadsToFold[node];

    /// <summary>Whether <paramref name="node"/> takes the elements of <paramref name="input"/>, of which only its stored result tells how many there are.</summary>
    public bool IsSpread(int node, int input) =>
        _roles[node] is not (NodeRole.Call or NodeRole.Write) && !_tables[input] && !IsFusedGather(input)
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

    // The only one that takes the node's elements, when it takes nothing else and no other node wants them.
    private int? Consumer(int node)
    {
        var self = _document.Nodes[node];
        if (self.Keep || _outputs.Contains(self.Id) || _document.Topology.Dependents(node) is not [var only]) return null;
        var consumer = _document.Nodes[only];
        return _document.Topology.Dependencies(only).Length == 1 && consumer.Over is [var input] && input.Node == self.Id && Equals(consumer.Policy, self.Policy) ? only : null;
    }

    private bool IsTableNode(int node) => _plans[node].Tables switch
    {
        TableRule.Always => true,
        TableRule.AsInput => _document.Nodes[node].Over is [var only, ..] && _tables[_document.Nodes.IndexOf(only.Node)],
        TableRule.ByFunction => _document.Binding(node).Function is { Kind: FunctionKind.Table } or { Result.Kind: DataTypeKind.Table },
        _ => false,
    };
}
