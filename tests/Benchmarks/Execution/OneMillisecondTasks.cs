using System.Diagnostics;

namespace Serverless.Benchmarks.Execution;

/// <summary>Tasks of a millisecond on all processors of one process, durable; the limit is the same work on as many bare threads.</summary>
internal sealed class OneMillisecondTasks : IBenchmark
{
    public string Name => "tasks-run.one-millisecond";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 2_000 : 20_000;
        var document = $$"""
            {
              "version": 1, "name": "milliseconds",
              "nodes": { "n": { "range": { "count": {{count}} } }, "work": { "map": "bench.millisecond", "over": "n" }, "done": { "count": {}, "over": "work" } },
              "outputs": ["done"]
            }
            """;
        var runs = new List<WholeRun>();
        var bare = new List<double>();
        for (var round = 0; round < (quick ? 1 : 3); round++)
        {
            runs.Add(await WholeRun.OfAsync(document, cancellationToken));
            bare.Add(Threads(count));
        }
        var ours = Rounds.Median(runs.Select(r => r.Seconds));
        var limit = Rounds.Median(bare);
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{count} tasks of 1 ms by `serverless run` on {Environment.ProcessorCount} processors, local storage; from submission to the end of the job",
            Value = count / ours,
            Unit = "tasks/s",
            Limit = count / limit,
            LimitIs = $"{Environment.ProcessorCount} bare threads",
            Ratio = limit / ours,
            TargetRatio = 0.95,
            Met = quick ? null : limit / ours >= 0.95,
            MemoryMiB = runs.Max(r => r.PeakMiB),
            Quick = quick,
        };
    }

    private static double Threads(int count)
    {
        var clock = Stopwatch.StartNew();
        var next = 0;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (Interlocked.Increment(ref next) <= count) BenchFunctions.Millisecond(0);
        })).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return clock.Elapsed.TotalSeconds;
    }
}
