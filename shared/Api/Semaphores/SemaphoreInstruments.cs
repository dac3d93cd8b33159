using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Serverless.Api.Semaphores;

/// <summary>
/// The durable state of semaphores as metrics: what was last read of them. Every process of a cell reads the same; a tenant's own are read when it asks.
/// </summary>
public static class SemaphoreInstruments
{
    private static readonly Meter Meter = new("Serverless.Semaphores");

    private static readonly ConcurrentDictionary<(string Tenant, string Name), SemaphoreView> Read = new();

    static SemaphoreInstruments()
    {
        Gauge("limit", "{lease}", "Leases at once.", static v => v.Limit);
        Gauge("held", "{lease}", "Leases that are taken, reservations included.", static v => v.Held);
        Gauge("pending", "{request}", "Requests that wait.", static v => v.Pending);
        Gauge("wait.longest", "s", "Longest wait of a granted request.", static v => v.Totals.LongestWaitSeconds);
        Counter("acquired", "{lease}", "Leases that were granted.", static v => v.Totals.Acquired);
        Counter("released", "{lease}", "Leases that were given back.", static v => v.Totals.Released);
        Counter("expired", "{lease}", "Leases that ran out.", static v => v.Totals.Expired);
        Counter("withdrawn", "{request}", "Requests that stopped waiting.", static v => v.Totals.Withdrawn);
        Counter("wait", "s", "Seconds that granted requests waited, all together.", static v => v.Totals.WaitSeconds);
        Counter("waits", "{request}", "Requests that were granted.", static v => v.Totals.Waits);
    }

    /// <summary>Replaces what is known of a tenant's semaphores.</summary>
    public static void Update(string tenant, IReadOnlyList<SemaphoreView> semaphores)
    {
        var names = semaphores.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in Read.Keys.Where(k => k.Tenant == tenant && !names.Contains(k.Name))) Read.TryRemove(gone, out _);
        foreach (var semaphore in semaphores) Read[(tenant, semaphore.Name)] = semaphore;
    }

    private static void Gauge(string name, string unit, string help, Func<SemaphoreView, double> value) => Meter.CreateObservableGauge($"serverless.semaphore.{name}", () => Observe(value), unit, help);

    private static void Counter(string name, string unit, string help, Func<SemaphoreView, double> value) => Meter.CreateObservableCounter($"serverless.semaphore.{name}", () => Observe(value), unit, help);

    private static IEnumerable<Measurement<double>> Observe(Func<SemaphoreView, double> value) =>
        Read.Select(r => new Measurement<double>(value(r.Value), new("tenant", r.Key.Tenant), new("semaphore", r.Key.Name)));
}
