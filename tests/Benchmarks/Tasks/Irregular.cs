using System.Diagnostics;
using Serverless.Client.Building;

namespace Serverless.Benchmarks.Tasks;

/// <summary>100,000 calls that each need two before them, planned and run; the limit is the plain loop.</summary>
internal sealed class Irregular : IBenchmark
{
    private const int Rounds = 3;

    public string Name => "tasks.irregular-100000";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var nodes = quick ? 2_000 : 100_000;
        await using var host = await MeasuredHost.StartAsync();
        var (runs, loops) = (new List<MeasuredRun>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sum = Build(nodes, round);
            var run = await host.RunAsync(sum);
            var start = Stopwatch.GetTimestamp();
            var expected = Loop(nodes, round);
            var loop = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (await run.Job.GetAsync(sum, cancellationToken) != expected) throw new InvalidOperationException("The job's value is not the loop's.");
            // The first round compiles code.
            if (round == 0) continue;
            runs.Add(run);
            loops.Add(loop);
        }
        var median = runs.OrderBy(r => r.Seconds).ElementAt(Rounds / 2);
        var (value, limit) = (nodes / median.Seconds, nodes / loops.Order().ElementAt(Rounds / 2));
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{nodes:N0} calls on two earlier results each, checked, planned and run as one durable job on {Environment.ProcessorCount} cores; building the graph excluded; median of {Rounds}",
            Value = Math.Round(value),
            Unit = "tasks/s",
            Target = 100_000,
            Limit = Math.Round(limit),
            LimitIs = "plain loop",
            Ratio = Math.Round(value / limit, 6),
            More = median.More(),
        };
    }

    private static Delayed<long> Build(int nodes, long seed)
    {
        var graph = new JobGraph("bench");
        var values = new Delayed<long>[nodes];
        var random = new Random(1);
        for (var i = 0; i < nodes; i++)
        {
            var start = seed + i;
            var (a, b) = Inputs(random, i);
            if (a < 0)
            {
                values[i] = graph.Call(() => BenchSteps.Square(start));
                continue;
            }
            var (left, right) = (values[a], values[b]);
            values[i] = graph.Call(() => BenchSteps.Add(left, right));
        }
        return graph.Call(() => BenchSteps.Add(values[nodes - 1], values[nodes - 2])).Named("last");
    }

    private static long Loop(int nodes, long seed)
    {
        var values = new long[nodes];
        var random = new Random(1);
        for (var i = 0; i < nodes; i++)
        {
            var (a, b) = Inputs(random, i);
            values[i] = a < 0 ? BenchSteps.Square(seed + i) : BenchSteps.Add(values[a], values[b]);
        }
        return BenchSteps.Add(values[nodes - 1], values[nodes - 2]);
    }

    private static (int A, int B) Inputs(Random random, int i) => i < 100 ? (-1, -1) : (i - 1 - random.Next(100), i - 1 - random.Next(100));
}
