using Serverless.Client.Building;

namespace Serverless.Benchmarks.Tasks;

/// <summary>
/// METG(50 %) of Task Bench inside units: the shortest task at which half of the time that units take goes into tasks, on a grid of calls in which each row
/// needs the one before. What the whole job makes of all cores, planning and orchestration included, stands beside it.
/// </summary>
internal abstract class Granularity(string pattern) : IBenchmark
{
    private static readonly int Width = 2 * Environment.ProcessorCount;
    private static readonly double[] Microseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    public string Name => $"tasks.metg-{pattern}";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var rows = quick ? 40 : 5_000;
        await using var host = await MeasuredHost.StartAsync();
        // Compiles code.
        await host.RunAsync([.. Build(quick ? 40 : 1_000, 0, -1)]);
        var more = new Dictionary<string, object>(StringComparer.Ordinal);
        double? inUnits = null, ofJob = null;
        MeasuredRun? last = null;
        for (var at = 0; at < Microseconds.Length && (inUnits is null || ofJob is null); at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var run = last = await host.RunAsync([.. Build(rows, (long)(Microseconds[at] * 1000), at)]);
            var work = Microseconds[at] / 1e6 * Width * rows;
            var (inside, whole) = (work / await host.UnitSecondsAsync(run.Job), work / (run.Seconds * Environment.ProcessorCount));
            more[$"efficiencyAt{Microseconds[at]}us"] = Math.Round(inside, 3);
            more[$"efficiencyOfJobAt{Microseconds[at]}us"] = Math.Round(whole, 3);
            if (inside >= 0.5) inUnits ??= Microseconds[at];
            if (whole >= 0.5) ofJob ??= Microseconds[at];
        }
        more["reached"] = inUnits is not null;
        more["reachedByJob"] = ofJob is not null;
        if (ofJob is { } shortest) more["metgOfJob"] = shortest;
        foreach (var (key, value) in last!.More()) more[key] = value;
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"Task Bench {pattern}, {Width} columns by {rows} rows, one durable job a granularity on {Environment.ProcessorCount} cores; tasks' time against the time of the units that run them",
            Value = inUnits ?? Microseconds[^1],
            Unit = "us",
            Target = 50,
            LowerIsBetter = true,
            Limit = Microseconds[0],
            LimitIs = "the shortest granularity tried",
            More = more,
        };
    }

    // Every task that no one needs is an output, so that none is left out.
    private Delayed<long>[] Build(int rows, long nanoseconds, int salt)
    {
        var graph = new JobGraph("metg");
        var outputs = new List<Delayed<long>>();
        Delayed<long>[] before = [];
        for (var t = 0; t < rows; t++)
        {
            var row = new Delayed<long>[Width];
            var used = new HashSet<int>();
            for (var i = 0; i < Width; i++)
            {
                var self = (((((long)salt + 1) * rows) + t) * Width) + i;
                var needed = t == 0 ? [] : Before(i).ToList();
                used.UnionWith(needed);
                var inputs = graph.List(needed.Select(j => before[j]));
                row[i] = graph.Call(() => BenchSteps.Spin(nanoseconds, inputs, self));
            }
            outputs.AddRange(before.Where((_, i) => !used.Contains(i)));
            before = row;
        }
        return [.. outputs, .. before];
    }

    private IEnumerable<int> Before(int i) => pattern switch
    {
        "stencil" => new[] { i - 1, i, i + 1 }.Where(j => j >= 0 && j < Width),
        "tree" => [i / 2],
        _ => [i],
    };
}

internal sealed class StencilGranularity() : Granularity("stencil");

internal sealed class TreeGranularity() : Granularity("tree");

internal sealed class NoCommunicationGranularity() : Granularity("no-comm");
