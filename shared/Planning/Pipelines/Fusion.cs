using Serverless.Graph.Documents;

namespace Serverless.Planning.Pipelines;

/// <summary>Nodes that run in one task, as positions in the document: on each element, the fold of a group, on what came out.</summary>
/// <param name="Head">The first of them: its inputs are the pipeline's sources.</param>
internal sealed record Chain(int Head, IReadOnlyList<int> Each, int? Fold, IReadOnlyList<int> Then);

/// <summary>
/// Decides what is stored. A value stays in memory, and its node is fused into its consumer, when exactly one consumer takes it element by element, nobody
/// asked to keep it, and both have the same policy. Everything else is stored.
/// </summary>
internal sealed class Fusion
{
    private readonly JobDocument _document;
    private readonly bool[] _needed;
    private readonly bool[] _target;
    private readonly bool[] _stored;

    public Fusion(JobDocument document, IReadOnlyList<string?> tokens)
    {
        _document = document;
        var count = document.Nodes.Count;
        _needed = new bool[count];
        _target = new bool[count];
        _stored = new bool[count];
        Plannable = [.. tokens.Select(t => t is not null)];
        MarkNeeded();
        for (var node = 0; node < count; node++)
        {
            if (!_needed[node] || !Plannable[node]) continue;
            _stored[node] = MustStore(node);
        }
    }

    /// <summary>By position: all that it depends on is resolved.</summary>
    public bool[] Plannable { get; }

    public bool IsComplete { get; private set; } = true;

    public bool IsStored(int node) => _stored[node];

    /// <summary>An output, or what a later stage starts from.</summary>
    public bool IsTarget(int node) => _target[node] && _stored[node];

    /// <summary>Sources are made again wherever they are needed: naming a partition or a number costs nothing.</summary>
    public static bool IsSource(Node node) => node is ReadNode or RangeNode or ItemsNode or FilesNode;

    public Chain ChainOf(int stored)
    {
        var each = new List<int>();
        var then = new List<int>();
        int? fold = null;
        var at = stored;
        while (true)
        {
            if (IsFold(_document.Nodes[at]))
            {
                then = each;
                fold = at;
                each = [];
            }
            else if (!IsSource(_document.Nodes[at]))
            {
                each.Add(at);
            }
            if (InputOf(at) is not { } input || _stored[input] || IsSource(_document.Nodes[input])) break;
            at = input;
        }
        each.Reverse();
        then.Reverse();
        return new Chain(at, each, fold, then);
    }

    private void MarkNeeded()
    {
        var stack = new Stack<int>();
        foreach (var output in _document.Outputs)
        {
            var node = _document.Nodes.IndexOf(output);
            _target[node] = true;
            stack.Push(node);
        }
        while (stack.TryPop(out var node))
        {
            if (_needed[node]) continue;
            _needed[node] = true;
            if (!Plannable[node]) IsComplete = false;
            foreach (var dependency in _document.Topology.Dependencies(node))
            {
                if (!Plannable[node] && Plannable[dependency]) _target[dependency] = true;
                stack.Push(dependency);
            }
        }
    }

    private bool MustStore(int node)
    {
        var self = _document.Nodes[node];
        if (IsSource(self)) return _target[node] && _document.Outputs.Contains(self.Id);
        if (_target[node] || self.Keep || self is WriteNode or CallNode) return true;
        int? only = null;
        foreach (var dependent in _document.Topology.Dependents(node))
        {
            if (!_needed[dependent]) continue;
            if (only is not null) return true;
            only = dependent;
        }
        // Only one fold fits into a task: a fold that feeds another one is stored.
        return only is not { } consumer || InputOf(consumer) != node || !Equals(self.Policy, _document.Nodes[consumer].Policy)
            || (IsFold(_document.Nodes[consumer]) && FoldsBefore(node));
    }

    private bool FoldsBefore(int node)
    {
        for (int? at = node; at is { } n && !IsSource(_document.Nodes[n]); at = InputOf(n))
        {
            if (IsFold(_document.Nodes[n])) return true;
            if (n != node && _stored[n]) return false;
        }
        return false;
    }

    // The one collection that a node takes element by element; null when it takes none, several, or takes it otherwise.
    private int? InputOf(int node) =>
        _document.Nodes[node] is MapNode or MapPartitionsNode or FilterNode or ReduceNode or CountNode or WriteNode && _document.Nodes[node].Over is [var only]
            ? _document.Nodes.IndexOf(only.Node)
            : null;

    private static bool IsFold(Node node) => node is ReduceNode or CountNode;
}
