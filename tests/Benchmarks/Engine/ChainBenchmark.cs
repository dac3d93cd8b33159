using System.Diagnostics;

namespace Serverless.Benchmarks.Engine;

/// <summary>A thousand steps one after the other: what a step costs over its flush, and whether late steps cost more than early ones.</summary>
internal sealed class ChainBenchmark : IBenchmark
{
    public string Name => "engine.chain-1000";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var length = quick ? 50 : 1_000;
        var steps = new List<double>();
        var flushes = new List<double>();
        var growth = new List<double>();
        await using var bench = await EngineBench.StartAsync(cancellationToken);
        await bench.RunAsync(BenchCode.Chain, length, "warm", cancellationToken);
        for (var round = 0; round < (quick ? 1 : 7); round++)
        {
            flushes.Add(BareDisk.FlushMilliseconds());
            var stamps = BenchCode.Stamps = new long[length];
            var start = Stopwatch.GetTimestamp();
            await bench.RunAsync(BenchCode.Chain, length, $"c{round}", cancellationToken);
            steps.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / length);
            BenchCode.Stamps = null;
            growth.Add(Median(stamps, length - (length / 5), length) / Median(stamps, 5, length / 5));
        }
        steps.Sort();
        flushes.Sort();
        growth.Sort();
        var (step, flush) = (steps[steps.Count / 2], flushes[flushes.Count / 2]);
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"one orchestration, {length:N0} activities one after the other, fsync",
            Value = Math.Round(step, 4),
            Unit = "ms/step",
            Target = Math.Round((2 * flush) + 0.15, 4),
            LowerIsBetter = true,
            Limit = Math.Round(flush, 4),
            LimitIs = "one write and flush of 200 bytes",
            Ratio = Math.Round(flush / step, 3),
            More = new Dictionary<string, object>
            {
                ["flushMs"] = Math.Round(flush, 4),
                ["lateToEarlySteps"] = Math.Round(growth[growth.Count / 2], 3),
                ["lateToEarlyTarget"] = 1.2,
            },
        };
    }

    private static double Median(long[] stamps, int from, int to)
    {
        var steps = Enumerable.Range(from, to - from - 1).Select(i => (double)(stamps[i + 1] - stamps[i])).Order().ToList();
        return steps[steps.Count / 2];
    }
}
