using System.Diagnostics;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Benchmarks.Storage;

/// <summary>From the call of put to the lease in the hands of a waiting consumer of the same process, and what waiting costs.</summary>
internal sealed class LocalQueueLatency : IBenchmark
{
    private const int Consumers = 8;

    public string Name => "storage.local-queue-latency";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var queue = new LocalQueueAccount(folder.Path, TimeProvider.System).GetQueue("units");
        var latencies = new List<double>();
        for (var i = 0; i < (quick ? 50 : 1000); i++)
        {
            var waiting = queue.LeaseAsync(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), cancellationToken);
            var start = Stopwatch.GetTimestamp();
            await queue.PutAsync("unit"u8.ToArray(), TimeSpan.Zero, cancellationToken);
            var lease = await waiting;
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await queue.CompleteAsync(lease!, cancellationToken);
        }
        latencies.Sort();
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{latencies.Count} messages, one at a time; 99th percentile",
            Value = Math.Round(latencies[(int)(latencies.Count * 0.99)], 3),
            Unit = "ms",
            Target = 5,
            LowerIsBetter = true,
            More = new()
            {
                ["medianMs"] = Math.Round(latencies[latencies.Count / 2], 3),
                ["idleCorePercent"] = await IdlePercentAsync(folder.Of("idle"), quick ? 1 : 10, cancellationToken),
            },
        };
    }

    /// <summary>Share of a core that eight waiting consumers of an empty queue take.</summary>
    private static async Task<double> IdlePercentAsync(string folder, int seconds, CancellationToken cancellationToken)
    {
        var queue = new LocalQueueAccount(folder, TimeProvider.System).GetQueue("units");
        var waiting = Enumerable.Range(0, Consumers).Select(_ => queue.LeaseAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(seconds), cancellationToken)).ToList();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(waiting);
        process.Refresh();
        return Math.Round(100 * (process.TotalProcessorTime - before) / clock.Elapsed, 2);
    }
}
