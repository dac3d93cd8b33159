using System.Diagnostics;

namespace Serverless.Benchmarks.Storage;

/// <summary>Measures operations a second of two ways to do the same, alternating, and takes the best round of each: the one least disturbed by others.</summary>
internal static class Rates
{
    public const int Rounds = 3;

    public static async Task<(double Value, double Limit)> AlternateAsync(int operations, Func<int, Task> value, Func<int, Task> limit)
    {
        double bestValue = 0, bestLimit = 0;
        for (var round = 0; round < Rounds; round++)
        {
            bestLimit = Math.Max(bestLimit, operations / await SecondsAsync(() => limit(round)));
            bestValue = Math.Max(bestValue, operations / await SecondsAsync(() => value(round)));
        }
        return (Math.Round(bestValue, 1), Math.Round(bestLimit, 1));
    }

    /// <summary>Calls <paramref name="operation"/> for each number, so many at once.</summary>
    public static Task EachAsync(int operations, int atOnce, Func<int, Task> operation, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, operations),
        new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
        async (i, _) => await operation(i));

    private static async Task<double> SecondsAsync(Func<Task> run)
    {
        var clock = Stopwatch.StartNew();
        await run();
        return clock.Elapsed.TotalSeconds;
    }
}
