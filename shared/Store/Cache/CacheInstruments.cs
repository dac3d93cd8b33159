using System.Diagnostics.Metrics;

namespace Serverless.Store.Cache;

/// <summary>What the recorded results of tenants lose when they pass their budget.</summary>
internal static class CacheInstruments
{
    private static readonly Meter Meter = new("Serverless.Store");

    private static readonly Counter<long> Evicted = Meter.CreateCounter<long>("serverless.cache.evicted", "{result}", "Recorded results of nodes that were given up because a tenant's budget was passed.");

    private static readonly Counter<long> EvictedBytes = Meter.CreateCounter<long>("serverless.cache.evicted.size", "By", "Bytes of those results.");

    public static void Collected(CollectionReport report)
    {
        if (report.EvictedNodes == 0) return;
        Evicted.Add(report.EvictedNodes);
        EvictedBytes.Add(report.EvictedBytes);
    }
}
