namespace Serverless.Planning.Units;

/// <summary>
/// When a running unit counts as a straggler: it takes so much longer than its siblings did, or than earlier jobs say, that another run of it is likely to
/// end before it. Pure arithmetic over seconds.
/// </summary>
public sealed record StragglerRule
{
    // Partitions of real data differ by two and three times; less would run the large ones twice.
    private const int FarOver = 3;

    // Of the siblings that ended: one that was slow itself does not move the limit.
    private const double Quantile = 0.95;

    // Until three quarters of the siblings ended it is not known what is usual, and slots have better to do.
    private const int EndedOf4 = 3;

    // Fewer tell nothing of how much they differ.
    private const int LeastEnded = 3;

    /// <summary>Seconds before which no unit is one: shorter ones are not worth a second run. Default 10.</summary>
    public double LeastSeconds { get; init; } = 10;

    /// <summary>Seconds from which a unit is a straggler; null: too little is known to say so of any.</summary>
    /// <param name="ended">What siblings took that ended, seconds: units of the same pipeline, in any order.</param>
    /// <param name="siblings">How many siblings there are, those that run and this one included.</param>
    /// <param name="expected">What earlier jobs say that the largest of them takes, seconds; null: not known.</param>
    public double? LimitOf(IReadOnlyCollection<double> ended, int siblings, double? expected)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var isUsual = ended.Count >= LeastEnded && ended.Count * 4L >= (long)siblings * EndedOf4;
        // Too few to compare with each other, ever: then what was learned has to do.
        var isFew = siblings <= LeastEnded && expected is not null;
        if (!isUsual && !isFew) return null;
        var usual = isUsual ? QuantileOf(ended) : 0;
        return Math.Max(LeastSeconds, FarOver * Math.Max(usual, expected ?? 0));
    }

    private static double QuantileOf(IReadOnlyCollection<double> seconds)
    {
        var sorted = seconds.Order().ToList();
        return sorted[(int)Math.Ceiling(Quantile * sorted.Count) - 1];
    }
}
