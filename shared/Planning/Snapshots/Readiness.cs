using Serverless.Graph.Documents;

namespace Serverless.Planning.Snapshots;

/// <summary>Which nodes can be planned with what is resolved: those that no pending read comes before.</summary>
public static class Readiness
{
    /// <returns>By position in the document.</returns>
    public static bool[] Of(JobDocument document, JobSnapshot snapshot)
    {
        var ready = new bool[document.Nodes.Count];
        foreach (var node in document.Topology.Order)
        {
            var ok = !snapshot.Pending.Contains(document.Nodes[node].Id.Value);
            foreach (var dependency in document.Topology.Dependencies(node)) ok &= ready[dependency];
            ready[node] = ok;
        }
        return ready;
    }
}
