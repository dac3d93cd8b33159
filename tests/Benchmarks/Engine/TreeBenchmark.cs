using System.Diagnostics;

namespace Serverless.Benchmarks.Engine;

/// <summary>100,000 activities under 100 sub-orchestrations, against fan-outs of 10,000, one after the other: a piece must not cost more, and memory stays.</summary>
internal sealed class TreeBenchmark : IBenchmark
{
    public string Name => "engine.tree-100000";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var (children, each, flat) = quick ? (5, 100, 500) : (100, 1_000, 10_000);
        var trees = new List<double>();
        var flats = new List<double>();
        using var memory = new MemoryPeak();
        await using var bench = await EngineBench.StartAsync(cancellationToken);
        // Both sides of the comparison run compiled code from the first round on.
        await bench.RunAsync(BenchCode.Tree, new[] { 10, each }, "warm", cancellationToken);
        for (var round = 0; round < (quick ? 1 : 7); round++)
        {
            var start = Stopwatch.GetTimestamp();
            // As many pieces as the tree has, so that each side pays for collecting its own garbage.
            for (var i = 0; i < children * each / flat; i++) await bench.RunAsync(BenchCode.FanOut, flat, $"flat{round}-{i}", cancellationToken);
            flats.Add(children * each / Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            await bench.RunAsync(BenchCode.Tree, new[] { children, each }, $"tree{round}", cancellationToken);
            trees.Add(children * each / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        trees.Sort();
        flats.Sort();
        var (tree, limit) = (trees[trees.Count / 2], flats[flats.Count / 2]);
        var peak = memory.MiB;
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{children * each:N0} activities under {children} sub-orchestrations, fsync",
            Value = Math.Round(tree),
            Unit = "activities/s",
            Target = Math.Round(limit),
            Limit = Math.Round(limit),
            LimitIs = $"{children * each / flat} orchestrations one after the other with {flat:N0} activities each",
            Ratio = Math.Round(tree / limit, 3),
            MemoryMiB = Math.Round(peak, 1),
            More = new Dictionary<string, object> { ["memoryTargetMiB"] = 500, ["memoryMet"] = peak < 500, ["flushMs"] = Math.Round(BareDisk.FlushMilliseconds(), 4) },
        };
    }
}
