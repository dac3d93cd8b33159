using System.Diagnostics;

namespace Serverless.Benchmarks;

/// <summary>Seconds of ours and of the bare limit, one after the other in each round, so that both see the same machine.</summary>
/// <param name="Ours">By round.</param>
/// <param name="Limit">By round.</param>
internal sealed record Rounds(IReadOnlyList<double> Ours, IReadOnlyList<double> Limit)
{
    public double MedianOurs => Median(Ours);

    public double MedianLimit => Median(Limit);

    public static Rounds Of(int count, Action ours, Action limit, CancellationToken cancellationToken)
    {
        var (first, second) = (new List<double>(), new List<double>());
        for (var round = 0; round < count; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // What the round before left is not this one's to clear away.
            GC.Collect();
            first.Add(Seconds(ours));
            second.Add(Seconds(limit));
        }
        return new Rounds(first, second);
    }

    public static double Seconds(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
