namespace Serverless.Benchmarks.Scale;

/// <summary>What a workload takes at its largest size against twice what half of it takes.</summary>
internal static class GrowthReport
{
    // Caches, garbage and logarithms take some; a square would be 0.5.
    private const double Target = 0.7;

    /// <param name="name">The benchmark.</param>
    /// <param name="workload">What is measured.</param>
    /// <param name="seconds">By size; the last is of twice the size of the one before.</param>
    /// <param name="more">What else there is to say.</param>
    public static BenchmarkReport Of(string name, string workload, IReadOnlyList<double> seconds, Dictionary<string, object> more) => new()
    {
        Benchmark = name,
        Workload = workload,
        Value = Math.Round(seconds[^1], 4),
        Unit = "s",
        LowerIsBetter = true,
        Limit = Math.Round(2 * seconds[^2], 4),
        LimitIs = "twice what half of it takes",
        Ratio = Math.Round(2 * seconds[^2] / seconds[^1], 3),
        TargetRatio = Target,
        More = more,
    };
}
