using System.Diagnostics;
using Serverless.Durable;

namespace Serverless.Benchmarks.Entities;

/// <summary>Acquire and release without waiting: 50 requesters, 100 leases.</summary>
internal sealed class AcquireRelease : IBenchmark
{
    private const int Requesters = 50;

    public string Name => "entities.acquire-release";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var each = quick ? 20 : 200;
        await using var hub = await SemaphoreBenchHub.StartAsync(cancellationToken);
        await hub.Semaphores.RegisterAsync("db", 100, cancellationToken);
        var (value, limit) = (0.0, 0.0);
        var rounds = quick ? 1 : 3;
        for (var round = 0; round < rounds; round++)
        {
            value = Math.Max(value, await RunAsync(hub, SemaphoreBenchHub.Cycle, $"c{round}", each, cancellationToken));
            limit = Math.Max(limit, await RunAsync(hub, SemaphoreBenchHub.Touch, $"t{round}", each, cancellationToken));
        }
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{Requesters} orchestrations acquire and release {each} times each, 100 leases, one semaphore, fsync, best of {rounds}",
            Value = Math.Round(value),
            Unit = "pairs/s",
            Target = 5000,
            Limit = Math.Round(limit),
            LimitIs = "the same messages to an entity that does nothing",
            Ratio = Math.Round(value / limit, 3),
        };
    }

    private static async Task<double> RunAsync(SemaphoreBenchHub hub, LogicName logic, string prefix, int each, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var ids = Enumerable.Range(0, Requesters).Select(i => new InstanceId($"{prefix}-{i}")).ToList();
        await Task.WhenAll(ids.Select(id => hub.Client.StartAsync(logic, each, id, cancellationToken)));
        var ends = await Task.WhenAll(ids.Select(id => hub.Client.WaitAsync(id, cancellationToken)));
        if (ends.FirstOrDefault(e => e.Status != InstanceStatus.Completed) is { } failed) throw new InvalidOperationException($"{failed.Id} {failed.Status}: {failed.Failure?.Message}");
        return Requesters * each / clock.Elapsed.TotalSeconds;
    }
}
