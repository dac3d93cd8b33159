using System.Collections.Frozen;

namespace Serverless.Client.Building;

/// <summary>Semaphores and limits of a policy, with one more.</summary>
internal static class PolicyCounts
{
    public static FrozenDictionary<string, int> With(FrozenDictionary<string, int>? counts, string name, int count)
    {
        _ = new Graph.Values.NodeId(name);
        var all = new Dictionary<string, int>(counts ?? FrozenDictionary<string, int>.Empty, StringComparer.Ordinal) { [name] = count };
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
