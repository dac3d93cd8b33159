using System.Diagnostics;

namespace Serverless.Benchmarks.Tables;

/// <summary>Ours and the bare limit, one after the other in each round, so that both see the same machine; medians.</summary>
internal static class Alternation
{
    public static async Task<(double Ours, double Limit)> MedianSecondsAsync(int rounds, Func<Task> ours, Func<Task> limit, CancellationToken cancellationToken)
    {
        await ours();
        await limit();
        var (first, second) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            first.Add(await SecondsAsync(ours));
            second.Add(await SecondsAsync(limit));
        }
        return (Median(first), Median(second));
    }

    private static async Task<double> SecondsAsync(Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
