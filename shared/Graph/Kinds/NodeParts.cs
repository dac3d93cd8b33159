using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>What stands next to a node's kind, until the node is complete. One serves all nodes of a document.</summary>
internal sealed class NodeParts
{
    private readonly List<(NodePart Part, object? Value)> _own = [];

    public ImmutableArray<OverInput> Over { get; set; } = [];

    public GraphValue Args { get; set; }

    public Policy? Policy { get; set; }

    public bool Keep { get; set; }

    public ImmutableArray<NodeId> After { get; set; } = [];

    public bool IsPlain => Over.IsEmpty && Policy is null && !Keep && After.IsEmpty;

    /// <summary>The value of a part; null: it is not there, or could not be read.</summary>
    public object? this[NodePart part]
    {
        get => _own.Find(own => own.Part == part).Value;
        set => _own.Add((part, value));
    }

    public NodeParts Cleared()
    {
        (Over, Args, Policy, Keep, After) = ([], default, null, false, []);
        _own.Clear();
        return this;
    }
}
