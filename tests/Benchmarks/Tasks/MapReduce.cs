using System.Diagnostics;
using Serverless.Client.Building;

namespace Serverless.Benchmarks.Tasks;

/// <summary>A map over a range and a tree reduce, as one durable job; the limit is the plain loop.</summary>
internal abstract class MapReduce(long elements) : IBenchmark
{
    private const int Rounds = 3;

    public string Name => $"tasks.map-{elements}";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 20_000 : elements;
        await using var host = await MeasuredHost.StartAsync();
        var (runs, loops) = (new List<MeasuredRun>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var graph = new JobGraph("bench");
            // Another start each round: nothing is found recorded.
            var sum = graph.Range(round, count + round).Map(x => BenchSteps.Square(x)).Reduce((a, b) => BenchSteps.Add(a, b));
            runs.Add(await host.RunAsync(sum));
            var start = Stopwatch.GetTimestamp();
            var expected = Loop(round, count + round);
            loops.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (await runs[^1].Job.GetAsync(sum, cancellationToken) != expected) throw new InvalidOperationException("The job's sum is not the loop's.");
        }
        var run = runs.OrderBy(r => r.Seconds).ElementAt(Rounds / 2);
        var (value, limit) = (count / run.Seconds, count / loops.Order().ElementAt(Rounds / 2));
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{count:N0} tasks over a range, reduced in a tree of 16, one durable job on {Environment.ProcessorCount} cores, log and results flushed to disk; median of {Rounds}",
            Value = Math.Round(value),
            Unit = "tasks/s",
            Target = 333_334,
            Limit = Math.Round(limit),
            LimitIs = "plain loop",
            Ratio = Math.Round(value / limit, 6),
            More = run.More(),
        };
    }

    private static long Loop(long from, long to)
    {
        var sum = 0L;
        for (var x = from; x < to; x++) sum = BenchSteps.Add(sum, BenchSteps.Square(x));
        return sum;
    }
}

internal sealed class MapReduceMillion() : MapReduce(1_000_000);

internal sealed class MapReduceTenMillion() : MapReduce(10_000_000);
