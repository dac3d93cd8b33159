using Serverless.Graph.Documents;

namespace Serverless.Planning.Pipelines;

/// <summary>Nodes of a document depth first: from each that no node needs backwards, what it needs one after the other, and then itself. Without recursion.</summary>
internal static class BranchOrder
{
    public static int[] Of(Topology topology, int count)
    {
        var order = new int[count];
        var seen = new bool[count];
        var end = 0;
        var path = new Stack<(int Node, int Next)>();
        for (var last = 0; last < count; last++)
        {
            if (topology.Dependents(last).Length > 0) continue;
            path.Push((last, 0));
            seen[last] = true;
            while (path.TryPop(out var at))
            {
                var dependencies = topology.Dependencies(at.Node);
                if (at.Next == dependencies.Length)
                {
                    order[end++] = at.Node;
                    continue;
                }
                path.Push((at.Node, at.Next + 1));
                var next = dependencies[at.Next];
                if (seen[next]) continue;
                seen[next] = true;
                path.Push((next, 0));
            }
        }
        return order;
    }
}
