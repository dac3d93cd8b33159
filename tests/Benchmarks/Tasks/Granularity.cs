using Serverless.Client.Building;

namespace Serverless.Benchmarks.Tasks;

/// <summary>
/// METG(50 %) of Task Bench: the shortest task at which half of the processors' time goes into tasks, on a grid of calls in which each row needs the one before.
/// </summary>
internal abstract class Granularity(string pattern) : IBenchmark
{
    private const int Width = 64;
    private static readonly double[] Microseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    public string Name => $"tasks.metg-{pattern}";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var rows = quick ? 8 : 400;
        await using var host = await MeasuredHost.StartAsync();
        await host.RunAsync([.. Build(8, 0, -1)]);
        var efficiencies = new Dictionary<string, object>(StringComparer.Ordinal);
        double? least = null;
        MeasuredRun? last = null;
        for (var at = 0; at < Microseconds.Length && least is null; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var run = await host.RunAsync([.. Build(rows, (long)(Microseconds[at] * 1000), at)]);
            var efficiency = Microseconds[at] / 1e6 * Width * rows / (run.Seconds * Environment.ProcessorCount);
            efficiencies[$"efficiencyAt{Microseconds[at]}us"] = Math.Round(efficiency, 3);
            last = run;
            if (efficiency >= 0.5) least = Microseconds[at];
        }
        efficiencies["reached"] = least is not null;
        foreach (var (key, value) in last?.More() ?? []) efficiencies[key] = value;
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"Task Bench {pattern}, {Width} columns by {rows} rows, one durable job a granularity on {Environment.ProcessorCount} cores, planning and flushes included",
            Value = least ?? Microseconds[^1],
            Unit = "us",
            Target = 50,
            LowerIsBetter = true,
            Limit = 1,
            LimitIs = "the shortest granularity tried",
            More = efficiencies,
        };
    }

    private Delayed<long>[] Build(int rows, long nanoseconds, int salt)
    {
        var graph = new JobGraph("metg");
        Delayed<long>[] before = [];
        for (var t = 0; t < rows; t++)
        {
            var row = new Delayed<long>[Width];
            for (var i = 0; i < Width; i++)
            {
                var self = (((((long)salt + 1) * rows) + t) * Width) + i;
                var inputs = graph.List(t == 0 ? [] : Before(i).Select(j => before[j]));
                row[i] = graph.Call(() => BenchSteps.Spin(nanoseconds, inputs, self));
            }
            before = row;
        }
        return before;
    }

    private IEnumerable<int> Before(int i) => pattern switch
    {
        "stencil" => new[] { i - 1, i, i + 1 }.Where(j => j is >= 0 and < Width),
        "tree" => [i / 2],
        _ => [i],
    };
}

internal sealed class StencilGranularity() : Granularity("stencil");

internal sealed class TreeGranularity() : Granularity("tree");

internal sealed class NoCommunicationGranularity() : Granularity("no-comm");
