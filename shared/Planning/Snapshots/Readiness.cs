using Serverless.Graph.Documents;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Snapshots;

/// <summary>Which nodes can be planned with what is known: those that no pending read comes before, and no list whose length nobody has counted yet.</summary>
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
                ok &= ready[dependency] && (!traits.IsSpread(node, dependency) || snapshot.Lists.ContainsKey(document.Nodes[dependency].Id.Value));
            }
            ready[node] = ok;
        }
        return ready;
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
