using System.Diagnostics;
using Serverless.Client.Building;
using Serverless.Embedded;
using Serverless.Native.Processes;

namespace Serverless.Benchmarks.Execution;

/// <summary>How long after somebody asked to cancel a job its user code hears of it; the limit is a bare cancellation token.</summary>
internal sealed class CancelLatency : IBenchmark
{
    private const double MostMilliseconds = 1000;

    public string Name => "execution.cancel-latency";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var (heard, bare) = (new List<double>(), new List<double>());
        await using var here = await LocalHost.StartAsync(cancellationToken: cancellationToken);
        for (var round = 0; round < (quick ? 3 : 40); round++)
        {
            heard.Add(await WithinAJobAsync(here, round));
            bare.Add(Bare());
        }
        var worst = heard.Max();
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{heard.Count} jobs with a task that waits for its token, each cancelled a random part of a second after it started; embedded host, local storage; the slowest",
            Value = worst,
            Unit = "ms",
            LowerIsBetter = true,
            Target = MostMilliseconds,
            Met = quick ? null : worst <= MostMilliseconds,
            Limit = bare.Max(),
            LimitIs = "a cancellation token in the same process",
            Ratio = bare.Max() / worst,
            MemoryMiB = ProcessMemory.OfThisProcess().PeakBytes / (double)(1 << 20),
            Quick = quick,
            More = new Dictionary<string, object>(StringComparer.Ordinal) { ["medianMs"] = Math.Round(heard.Order().ElementAt(heard.Count / 2), 1) },
        };
    }

    private static async Task<double> WithinAJobAsync(LocalHost here, int round)
    {
        var graph = new JobGraph($"cancel-{round}");
        PatientFunction.Begin();
        using var cancel = new CancellationTokenSource();
        var job = here.ComputeAsync(graph.Call(() => PatientFunction.Wait(round, default)), cancellationToken: cancel.Token);
        await PatientFunction.Started;
        // Anywhere between two looks at the marker.
        await Task.Delay(TimeSpan.FromMilliseconds(new Random(round).Next(1000)), TimeProvider.System, CancellationToken.None);
        var asked = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        var heard = await PatientFunction.Heard;
        await ((Task)job).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Stopwatch.GetElapsedTime(asked, heard).TotalMilliseconds;
    }

    private static double Bare()
    {
        using var cancel = new CancellationTokenSource();
        var heard = 0L;
        using var registration = cancel.Token.Register(() => heard = Stopwatch.GetTimestamp());
        var asked = Stopwatch.GetTimestamp();
        cancel.Cancel();
        return Stopwatch.GetElapsedTime(asked, heard).TotalMilliseconds;
    }
}
