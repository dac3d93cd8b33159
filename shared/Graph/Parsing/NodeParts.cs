using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>What stands next to a node's kind, until the node is complete. One serves all nodes of a document.</summary>
internal sealed class NodeParts
{
    public ImmutableArray<OverInput> Over { get; set; } = [];

    public GraphValue Args { get; set; }

    public Policy? Policy { get; set; }

    public bool Keep { get; set; }

    public ImmutableArray<NodeId> After { get; set; } = [];

    public int? SplitEvery { get; set; }

    public string? By { get; set; }

    public string? Combine { get; set; }

    public GraphValue? Initial { get; set; }

    public bool IsPlain => Over.IsEmpty && Policy is null && !Keep && After.IsEmpty;

    public NodeParts Cleared()
    {
        (Over, Args, Policy, Keep, After) = ([], default, null, false, []);
        (SplitEvery, By, Combine, Initial) = (null, null, null, null);
        return this;
    }
}
