using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>Which nodes can be planned with what is known: those that no pending read comes before, and no list whose length is not known yet.</summary>
public static class Readiness
{
    /// <returns>By position in the document.</returns>
    public static bool[] Of(JobDocument document, JobSnapshot snapshot) => Of(document, snapshot, new CollectionTraits(document));

    internal static bool[] Of(JobDocument document, JobSnapshot snapshot, CollectionTraits traits)
    {
        var ready = new bool[document.Nodes.Count];
        foreach (var node in document.Topology.Order)
        {
            var ok = !snapshot.Pending.Contains(document.Nodes[node].Id.Value);
            foreach (var dependency in document.Topology.Dependencies(node))
            {
                ok &= ready[dependency] && (!traits.IsSpread(node, dependency) || snapshot.Lists.ContainsKey(document.Nodes[dependency].Id.Value))
                    && (!traits.NeedsSize(node, dependency) || snapshot.Sizes?.ContainsKey(document.Nodes[dependency].Id.Value) == true);
            }
            ready[node] = ok;
        }
        return ready;
    }

    /// <summary>Nodes whose tables something takes in a way that depends on how large they are.</summary>
    public static IReadOnlyList<NodeId> Measured(JobDocument document)
    {
        var traits = new CollectionTraits(document);
        var measured = new SortedSet<int>();
        for (var node = 0; node < document.Nodes.Count; node++)
        {
            if (!traits.Matches(node)) continue;
            foreach (var input in document.Nodes[node].Over)
            {
                var at = document.Nodes.IndexOf(input.Node);
                if (traits.NeedsSize(node, at)) measured.Add(at);
            }
        }
        return [.. measured.Select(m => document.Nodes[m].Id)];
    }

    /// <summary>Nodes whose elements something takes, and whose number only their stored results tell.</summary>
    public static IReadOnlyList<NodeId> Lists(JobDocument document)
    {
        var traits = new CollectionTraits(document);
        var lists = new SortedSet<int>();
        for (var node = 0; node < document.Nodes.Count; node++)
        {
            foreach (var input in document.Nodes[node].Over)
            {
                var at = document.Nodes.IndexOf(input.Node);
                if (traits.IsSpread(node, at)) lists.Add(at);
            }
        }
        return [.. lists.Select(l => document.Nodes[l].Id)];
    }
}
