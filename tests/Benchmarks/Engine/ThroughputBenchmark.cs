using System.Diagnostics;

namespace Serverless.Benchmarks.Engine;

/// <summary>Pieces of work a second, flushed; against the same bytes appended and flushed in writes of 64 KiB. Rounds alternate; the median counts.</summary>
internal abstract class ThroughputBenchmark : IBenchmark
{
    private const int Rounds = 5;

    public abstract string Name { get; }

    protected abstract string Unit { get; }

    protected abstract double Target { get; }

    protected abstract string Workload(bool quick);

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var rates = new List<double>();
        var limits = new List<double>();
        await using var bench = await EngineBench.StartAsync(cancellationToken);
        for (var round = 0; round < (quick ? 1 : Rounds); round++)
        {
            var bytes = bench.LogBytes;
            var start = Stopwatch.GetTimestamp();
            var pieces = await RunAsync(bench, $"r{round}", quick, cancellationToken);
            rates.Add(pieces / Stopwatch.GetElapsedTime(start).TotalSeconds);
            limits.Add(pieces / BareDisk.AppendSeconds(bench.LogBytes - bytes));
        }
        rates.Sort();
        limits.Sort();
        var rate = rates[rates.Count / 2];
        var limit = limits[limits.Count / 2];
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = Workload(quick),
            Value = Math.Round(rate),
            Unit = Unit,
            Target = Target,
            Limit = Math.Round(limit),
            LimitIs = "the same bytes appended and flushed in 64 KiB writes",
            Ratio = Math.Round(rate / limit, 4),
            More = new Dictionary<string, object> { ["flushMs"] = Math.Round(BareDisk.FlushMilliseconds(), 4), ["slowestRound"] = Math.Round(rates[0]), ["fastestRound"] = Math.Round(rates[^1]) },
        };
    }

    /// <returns>Pieces done.</returns>
    protected abstract Task<int> RunAsync(EngineBench bench, string round, bool quick, CancellationToken cancellationToken);
}
