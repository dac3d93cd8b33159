using System.Diagnostics;

namespace Serverless.Benchmarks.Scale;

/// <summary>One workload at three sizes, each twice the one before: what grows with a product of two of its sizes takes four times as long, and not twice.</summary>
internal abstract class GrowthBenchmark : IBenchmark
{
    private const int Rounds = 3;

    public abstract string Name { get; }

    protected abstract string Workload { get; }

    /// <summary>The largest size.</summary>
    protected abstract int Largest { get; }

    /// <summary>Of how many the quick run is.</summary>
    protected virtual int Quick => Math.Max(4, Largest / 100);

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        int[] sizes = [(quick ? Quick : Largest) / 4, (quick ? Quick : Largest) / 2, quick ? Quick : Largest];
        var best = new double[sizes.Length];
        Array.Fill(best, double.MaxValue);
        // The first round compiles code.
        for (var round = 0; round <= (quick ? 1 : Rounds); round++)
        {
            for (var at = 0; at < sizes.Length; at++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var seconds = await SecondsAsync(sizes[at], cancellationToken);
                if (round > 0) best[at] = Math.Min(best[at], seconds);
            }
        }
        return GrowthReport.Of(
            Name,
            $"{Workload}; {string.Join(", ", sizes.Select(s => $"{s:N0}"))}; best of {Rounds}",
            best,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["sizes"] = sizes, ["seconds"] = best.Select(s => Math.Round(s, 4)).ToArray() });
    }

    /// <summary>How long it takes at one size, without what is only there to prepare it.</summary>
    protected abstract Task<double> SecondsAsync(int size, CancellationToken cancellationToken);

    protected static async Task<double> MeasureAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
