using System.Diagnostics;
using Serverless.Durable;

namespace Serverless.Benchmarks.Engine;

/// <summary>What an engine costs that has nothing to do, with a thousand instances waiting for events and a hundred for timers.</summary>
internal sealed class IdleBenchmark : IBenchmark
{
    public string Name => "engine.idle";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var (waiting, seconds) = quick ? (50, 1) : (1_000, 10);
        await using var bench = await EngineBench.StartAsync(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, waiting).Select(i => bench.Client.StartAsync(BenchCode.Waiting, 1, new InstanceId($"w{i}"), cancellationToken)));
        await Task.WhenAll(Enumerable.Range(0, waiting / 10).Select(i => bench.Client.StartAsync(BenchCode.Sleeping, 1, new InstanceId($"s{i}"), cancellationToken)));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        using var process = Process.GetCurrentProcess();
        var (appends, cpu) = (bench.Engine.Appends, process.TotalProcessorTime);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
        process.Refresh();
        var used = (process.TotalProcessorTime - cpu).TotalSeconds / seconds * 100;
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{waiting:N0} instances wait for events and {waiting / 10:N0} for timers, {seconds} s",
            Value = Math.Round(used, 3),
            Unit = "% of a core",
            Target = 1,
            LowerIsBetter = true,
            More = new Dictionary<string, object> { ["framesWritten"] = bench.Engine.Appends - appends },
        };
    }
}
