using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Values;

namespace Serverless.Client.Building;

/// <summary>A node of a graph that is being built. Immutable: what changes a node gives a handle to another one.</summary>
public abstract class GraphHandle
{
    private protected GraphHandle(JobGraph graph, NodeId node)
    {
        Graph = graph;
        Node = node;
    }

    public JobGraph Graph { get; }

    /// <summary>The node's name in the document.</summary>
    public NodeId Node { get; }

    public override string ToString() => $"{Node}";
}

/// <summary>A handle, with what every kind of node can be told.</summary>
/// <typeparam name="TSelf">The handle's own type.</typeparam>
public abstract class GraphHandle<TSelf> : GraphHandle
    where TSelf : GraphHandle<TSelf>
{
    private protected GraphHandle(JobGraph graph, NodeId node)
        : base(graph, node)
    {
    }

    /// <summary>Gives the node a name of its own in the document, for outputs and messages.</summary>
    /// <exception cref="ArgumentException">No valid name, or another node has it.</exception>
    public TSelf Named(string name) => Same(Graph.Nodes.Add(Graph.Nodes[Node], new NodeId(name)));

    /// <summary>Has the value stored, even where it would stay in memory only.</summary>
    public TSelf Keep() => Change(node => node with { Keep = true });

    /// <summary>Starts the node only after the others are done, without taking their values.</summary>
    public TSelf ThenAfter(params ReadOnlySpan<GraphHandle> others)
    {
        var after = Graph.Nodes[Node].After.ToBuilder();
        foreach (var other in others)
        {
            Graph.Nodes.RequireOwn(other);
            if (!after.Contains(other.Node)) after.Add(other.Node);
        }
        return Change(node => node with { After = after.ToImmutable() });
    }

    /// <summary>At most <paramref name="count"/> tasks of this job's nodes in <paramref name="group"/> run at once, in each process that runs them.</summary>
    public TSelf Limit(string group, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return With(policy => policy with { Limits = PolicyCounts.With(policy.Limits, group, count) });
    }

    /// <summary>Each task takes <paramref name="leases"/> of the named semaphore, whose limit is its own.</summary>
    public TSelf Semaphore(string name, int leases = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leases, 1);
        return With(policy => policy with { Semaphores = PolicyCounts.With(policy.Semaphores, name, leases) });
    }

    /// <summary>Changes the node's policy, as in <c>With(p => p with { Retries = new(3) })</c>.</summary>
    public TSelf With(Func<Policy, Policy> change) => Change(node => node with { Policy = change(node.Policy ?? new Policy()) });

    private protected abstract TSelf Same(NodeId node);

    private TSelf Change(Func<Node, Node> change) => Same(Graph.Nodes.Add(change(Graph.Nodes[Node])));
}
