using System.Globalization;

namespace Serverless.Api.Semaphores;

/// <summary>Semaphores in the text format of Prometheus.</summary>
public static class SemaphoreMetrics
{
    private static readonly (string Name, string Kind, string Help, Func<SemaphoreView, double> Value)[] Metrics =
    [
        ("limit", "gauge", "Leases at once.", v => v.Limit),
        ("held", "gauge", "Leases that are taken, reservations included.", v => v.Held),
        ("pending", "gauge", "Requests that wait.", v => v.Pending),
        ("acquired_total", "counter", "Leases that were granted.", v => v.Totals.Acquired),
        ("released_total", "counter", "Leases that were given back.", v => v.Totals.Released),
        ("expired_total", "counter", "Leases that ran out.", v => v.Totals.Expired),
        ("withdrawn_total", "counter", "Requests that stopped waiting.", v => v.Totals.Withdrawn),
        ("wait_seconds_sum", "counter", "Seconds that granted requests waited.", v => v.Totals.WaitSeconds),
        ("wait_seconds_count", "counter", "Requests that were granted.", v => v.Totals.Waits),
        ("wait_seconds_max", "gauge", "Longest wait of a granted request.", v => v.Totals.LongestWaitSeconds),
    ];

    /// <summary>Names are letters, digits and <c>- _ .</c>, so labels need no escapes.</summary>
    public static async Task WriteAsync(TextWriter writer, string tenant, IReadOnlyList<SemaphoreView> semaphores)
    {
        foreach (var (name, kind, help, value) in Metrics)
        {
            await writer.WriteAsync($"# HELP serverless_semaphore_{name} {help}\n# TYPE serverless_semaphore_{name} {kind}\n");
            foreach (var semaphore in semaphores)
                await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"serverless_semaphore_{name}{{tenant=\"{tenant}\",semaphore=\"{semaphore.Name}\"}} {value(semaphore)}\n"));
        }
    }
}
