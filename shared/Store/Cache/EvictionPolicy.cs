namespace Serverless.Store.Cache;

/// <summary>What the cache knows of one node's results.</summary>
/// <param name="Token">Whose.</param>
/// <param name="Bytes">Results and records.</param>
/// <param name="Seconds">What they took to make.</param>
/// <param name="LastUsed">When a job last wanted them, or when they were made.</param>
internal sealed record CachedNode(string Token, long Bytes, double Seconds, DateTimeOffset LastUsed);

/// <summary>Chooses what to evict: first what saves the least time a byte, the longer unused the less. Pure.</summary>
internal static class EvictionPolicy
{
    /// <summary>Seconds saved a byte, halved by every half-life without use.</summary>
    public static double Of(CachedNode node, DateTimeOffset now, TimeSpan halfLife) =>
        Math.Max(node.Seconds, 1e-3) / Math.Max(node.Bytes, 1) * Math.Pow(0.5, Math.Max(0, (now - node.LastUsed) / halfLife));

    /// <summary>The least worthy nodes that together have at least <paramref name="excess"/> bytes.</summary>
    public static IReadOnlyList<CachedNode> Evict(IEnumerable<CachedNode> nodes, long excess, DateTimeOffset now, TimeSpan halfLife)
    {
        var evicted = new List<CachedNode>();
        foreach (var node in nodes.OrderBy(n => Of(n, now, halfLife)).ThenBy(n => n.Token, StringComparer.Ordinal))
        {
            if (excess <= 0) break;
            evicted.Add(node);
            excess -= node.Bytes;
        }
        return evicted;
    }
}
