using System.Diagnostics;
using Serverless.Durable;
using Serverless.Semaphores;
using Serverless.Testing;

namespace Serverless.Benchmarks.Entities;

/// <summary>10,000 orchestrations wait for one semaphore; from the first release on, each gets its lease and gives it back.</summary>
internal sealed class DrainWaiters : IBenchmark
{
    public string Name => "entities.drain-waiters";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var waiters = quick ? 500 : 10_000;
        await using var hub = await SemaphoreBenchHub.StartAsync(cancellationToken);
        await hub.Semaphores.RegisterAsync("db", 4, cancellationToken, leaseTime: TimeSpan.FromHours(1), reservationTime: TimeSpan.FromHours(1));
        var blocker = await hub.Semaphores.AcquireAsync("blocker", new Dictionary<string, int>(StringComparer.Ordinal) { ["db"] = 4 }, new AcquireOptions(), cancellationToken);
        var ids = Enumerable.Range(0, waiters).Select(i => new InstanceId($"w-{i}")).ToList();
        await Task.WhenAll(ids.Select(id => hub.Client.StartAsync(SemaphoreBenchHub.Cycle, 1, id, cancellationToken)));
        await Condition.WaitAsync("all wait", async () => (await hub.Semaphores.GetAsync("db", cancellationToken))!.Pending == waiters, TimeSpan.FromMinutes(2));
        var state = (await hub.Semaphores.GetAsync("db", cancellationToken))!;
        var bytes = System.Text.Encoding.UTF8.GetByteCount(DurableJson.Write(state, "state", int.MaxValue)!);

        var clock = Stopwatch.StartNew();
        await hub.Semaphores.ReleaseAsync("db", blocker.Grants[0].Leases[0], "", cancellationToken);
        await Task.WhenAll(ids.Select(id => hub.Client.WaitAsync(id, cancellationToken)));
        var rate = waiters / clock.Elapsed.TotalSeconds;

        clock.Restart();
        var touches = Enumerable.Range(0, waiters).Select(i => new InstanceId($"t-{i}")).ToList();
        await Task.WhenAll(touches.Select(id => hub.Client.StartAsync(SemaphoreBenchHub.Touch, 1, id, cancellationToken)));
        await Task.WhenAll(touches.Select(id => hub.Client.WaitAsync(id, cancellationToken)));
        var limit = waiters / clock.Elapsed.TotalSeconds;
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{waiters:N0} waiting orchestrations, a semaphore of 4, fsync",
            Value = Math.Round(rate),
            Unit = "waiters/s",
            Target = 2000,
            Limit = Math.Round(limit),
            LimitIs = "as many new orchestrations that call and signal an entity that does nothing",
            Ratio = Math.Round(rate / limit, 3),
            More = new Dictionary<string, object>(StringComparer.Ordinal) { ["stateBytes"] = bytes },
        };
    }
}
