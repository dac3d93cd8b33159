using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Checking;

/// <summary>Several writes of one dataset in one document: what creates it is one, and comes before the others, or the job fails after all its work.</summary>
internal static class WriteOrderChecks
{
    public static void Check(IReadOnlyList<Node> nodes, Topology topology, ProblemList problems)
    {
        var writes = nodes.Select((node, at) => (Write: node as WriteNode, At: at)).Where(node => node.Write is not null);
        foreach (var some in writes.GroupBy(node => node.Write!.Dataset, StringComparer.Ordinal))
        {
            var creates = some.Where(node => node.Write!.Mode == WriteMode.Create).ToList();
            if (creates.Count == 0 || some.Skip(1).FirstOrDefault().Write is null) continue;
            var (first, at) = creates[0];
            foreach (var (second, _) in creates.Skip(1))
                Add(second!, $"'{first!.Id}' creates the dataset '{some.Key}', too, and only one can. Write with mode 'append' or 'replace', and let it come 'after' '{first.Id}'.");
            if (creates.Count > 1) continue;
            var later = After(at, nodes.Count, topology);
            foreach (var (other, _) in some.Where(node => node.At != at && !later[node.At]))
                Add(other!, $"'{first!.Id}' creates the dataset '{some.Key}', and fails where this write comes first. Let it come 'after' '{first.Id}', or write with mode 'append' or 'replace' there.");
        }

        void Add(WriteNode node, string message) => problems.Add(ProblemRules.Value, node.Path["write"]["mode"], message);
    }

    // Everything that needs a node, directly or not.
    private static bool[] After(int node, int count, Topology topology)
    {
        var found = new bool[count];
        var open = new Stack<int>([node]);
        while (open.TryPop(out var at))
        {
            foreach (var dependent in topology.Dependents(at))
            {
                if (found[dependent]) continue;
                found[dependent] = true;
                open.Push(dependent);
            }
        }
        return found;
    }
}
