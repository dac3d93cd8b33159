
namespace Serverless.Benchmarks.Execution;

/// <summary>A map and a tree reduce over a million numbers by <c>serverless run</c>, durable, process start included; the limit is the same calls in a plain loop.</summary>
internal sealed class MapReduceThroughRun : IBenchmark
{
    private const double MostSeconds = 3;

    public string Name => "tasks-run.map-reduce-1000000";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 100_000 : 1_000_000;
        var document = $$"""
            {
              "version": 1, "name": "map-reduce",
              "nodes": {
                "n": { "range": { "count": {{count}} } },
                "next": { "map": "bench.next", "over": "n" },
                "sum": { "reduce": "bench.sum", "over": "next" }
              },
              "outputs": ["sum"]
            }
            """;
        var runs = new List<WholeRun>();
        var loops = new List<double>();
        for (var round = 0; round < (quick ? 1 : 5); round++)
        {
            runs.Add(await WholeRun.OfAsync(document, cancellationToken));
            var (seconds, sum) = Loop(count);
            loops.Add(seconds);
            if (sum != (long)runs[^1].Output!) throw new InvalidOperationException($"The sum is {sum}, not {runs[^1].Output}.");
        }
        var wall = Rounds.Median(runs.Select(r => r.WallSeconds));
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"range({count}) -> map -> tree reduce by `serverless run`, local storage, every write flushed; process start included",
            Value = count / wall,
            Unit = "tasks/s",
            Target = count / MostSeconds,
            Met = quick ? null : wall <= MostSeconds,
            Limit = count / Rounds.Median(loops),
            LimitIs = "plain loop over delegates, 1 thread, no process start",
            Ratio = Rounds.Median(loops) / wall,
            MemoryMiB = runs.Max(r => r.PeakMiB),
            Quick = quick,
            More = new Dictionary<string, object>(StringComparer.Ordinal) { ["wallSeconds"] = Math.Round(wall, 3), ["jobSeconds"] = Math.Round(Rounds.Median(runs.Select(r => r.Seconds)), 3) },
        };
    }

    private static (double Seconds, long Sum) Loop(int count)
    {
        var sum = 0L;
        return (Rounds.Seconds(() => sum = Sum(count)), sum);
    }

    private static long Sum(int count)
    {
        Func<long, long> next = BenchFunctions.Next;
        Func<long, long, long> add = BenchFunctions.Sum;
        var sum = 0L;
        for (var i = 0; i < count; i++) sum = add(sum, next(i));
        return sum;
    }
}
