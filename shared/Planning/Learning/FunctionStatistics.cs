using System.Text.Json.Serialization;

namespace Serverless.Planning.Learning;

/// <summary>What running some functions took, as an exponential average: the last jobs count most. Persisted by these names.</summary>
public sealed record FunctionStatistics
{
    // A job's weight against all before it: three jobs, and a changed machine or input is believed.
    private const double Weight = 0.4;

    /// <summary>Elements that were seen in all.</summary>
    public required long Elements { get; init; }

    /// <summary>Seconds of one element on one slot.</summary>
    public required double SecondsPerElement { get; init; }

    /// <summary>Bytes that one element writes.</summary>
    public required double BytesPerElement { get; init; }

    /// <summary>Bytes that one element reads; 0: unknown, or nothing.</summary>
    public double BytesInPerElement { get; init; }

    /// <summary>Bytes of memory that a unit took at its peak; 0: unknown. Falls slowly: too little is worse than too much.</summary>
    public long PeakBytes { get; init; }

    // Room above what was seen, and what any unit takes.
    private const double Headroom = 1.25;
    private const long LeastUnitBytes = 16L << 20;

    /// <summary>Memory to set aside for a unit; null: unknown.</summary>
    [JsonIgnore]
    public long? UnitBytes => PeakBytes <= 0 ? null : Math.Max(LeastUnitBytes, (long)(PeakBytes * Headroom));

    /// <summary>With what another job saw.</summary>
    /// <returns>What was there before when the job saw nothing.</returns>
    public static FunctionStatistics? Add(FunctionStatistics? before, Observation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        if (seen.Elements <= 0 || !(seen.Seconds >= 0)) return before;
        var now = new FunctionStatistics
        {
            Elements = seen.Elements,
            SecondsPerElement = seen.Seconds / seen.Elements,
            BytesPerElement = (double)seen.BytesOut / seen.Elements,
            BytesInPerElement = (double)(seen.BytesIn ?? 0) / seen.Elements,
            PeakBytes = seen.PeakBytes ?? 0,
        };
        return before is null ? now : now with
        {
            Elements = before.Elements + now.Elements,
            SecondsPerElement = Blend(before.SecondsPerElement, now.SecondsPerElement),
            BytesPerElement = Blend(before.BytesPerElement, now.BytesPerElement),
            BytesInPerElement = seen.BytesIn is null ? before.BytesInPerElement : Blend(before.BytesInPerElement, now.BytesInPerElement),
            PeakBytes = seen.PeakBytes is not { } peak ? before.PeakBytes : Math.Max(peak, (long)Blend(before.PeakBytes, peak)),
        };
    }

    private static double Blend(double before, double now) => before + (Weight * (now - before));
}

/// <summary>What one job saw of some functions.</summary>
/// <param name="Elements">That ran.</param>
/// <param name="Seconds">On one slot, all together.</param>
/// <param name="BytesOut">Written.</param>
/// <param name="BytesIn">Read; null: unknown.</param>
/// <param name="PeakBytes">The most memory that a unit took; null: unknown.</param>
public sealed record Observation(long Elements, double Seconds, long BytesOut, long? BytesIn = null, long? PeakBytes = null);
