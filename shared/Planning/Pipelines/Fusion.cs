using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Planning.Kinds;

namespace Serverless.Planning.Pipelines;

/// <summary>Nodes that run in one task, as positions in the document: on each element, on the group, on each element of that, the fold, on what came out.</summary>
/// <param name="Head">The first of them: its inputs are the pipeline's sources.</param>
internal sealed record Chain(int Head, IReadOnlyList<int> Each, int? Gather, IReadOnlyList<int> Inner, int? Fold, IReadOnlyList<int> Then)
{
    /// <summary>All of them, in order.</summary>
    public IEnumerable<int> Nodes => [.. Each, .. Gather is { } gather ? new[] { gather } : [], .. Inner, .. Fold is { } fold ? new[] { fold } : [], .. Then];
}

/// <summary>
/// Decides what is stored. A value stays in memory, and its node is fused into its consumer, when exactly one consumer takes it element by element, nothing
/// asked to keep it, and both have the same policy. Everything else is stored.
/// </summary>
internal sealed class Fusion
{
    private readonly JobDocument _document;
    private readonly CollectionTraits _traits;
    private readonly bool[] _needed;
    private readonly bool[] _target;
    private readonly bool[] _stored;

    public Fusion(JobDocument document, CollectionTraits traits, IReadOnlyList<Token?> tokens)
    {
        _document = document;
        _traits = traits;
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

    public Chain ChainOf(int stored)
    {
        var each = new List<int>();
        var inner = new List<int>();
        var then = new List<int>();
        int? fold = null;
        int? gather = null;
        var at = stored;
        while (true)
        {
            if (_traits.IsFold(at))
            {
                (then, fold, each) = (each, at, []);
            }
            else if (_traits.IsGather(at))
            {
                (inner, gather, each) = (each, at, []);
            }
            else if (!_traits.IsSource(at))
            {
                each.Add(at);
            }
            if (InputOf(at) is not { } input || _stored[input] || _traits.IsSource(input)) break;
            at = input;
        }
        each.Reverse();
        inner.Reverse();
        then.Reverse();
        return new Chain(at, each, gather, inner, fold, then);
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
        if (_traits.IsSource(node)) return _target[node] && _document.Outputs.Contains(self.Id);
        if (_target[node] || self.Keep || _traits.RoleOf(node) is NodeRole.Write or NodeRole.Call) return true;
        if (_traits.IsList(node)) return !_traits.IsFusedGather(node);
        int? only = null;
        foreach (var dependent in _document.Topology.Dependents(node))
        {
            if (!_needed[dependent]) continue;
            if (only is not null) return true;
            only = dependent;
        }
        // Only one fold fits into a task: a fold that feeds another one is stored.
        return only is not { } consumer || InputOf(consumer) != node || !Equals(self.Policy, _document.Nodes[consumer].Policy)
            // One task takes all; what makes them is not in it, so that it runs in many.
            || _traits.IsQueryOverValues(consumer)
            || ((_traits.IsFold(consumer) || _traits.IsGather(consumer)) && FoldsBefore(node));
    }

    private bool FoldsBefore(int node)
    {
        for (int? at = node; at is { } n && !_traits.IsSource(n); at = InputOf(n))
        {
            if (_traits.IsFold(n)) return true;
            if (n != node && _stored[n]) return false;
        }
        return false;
    }

    // The one collection that a node takes element by element; null when it takes none, several, or takes it otherwise.
    private int? InputOf(int node)
    {
        if (_traits.RoleOf(node) is NodeRole.Source or NodeRole.Call || _document.Nodes[node].Over is not [var only] || _traits.Matches(node)) return null;
        var input = _document.Nodes.IndexOf(only.Node);
        return _traits.IsSpread(node, input) ? null : input;
    }
}
