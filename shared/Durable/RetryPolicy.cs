namespace Serverless.Durable;

/// <summary>How often an activity is tried. The decision is the engine's; the delays are durable timers.</summary>
public sealed record RetryPolicy
{
    /// <summary>Attempts in all, the first included; at least 1.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>Delay before the second attempt; positive (Durable Task refuses zero). Default 1 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Factor from one delay to the next; at least 1. Default 2.</summary>
    public double Backoff { get; init; } = 2;

    /// <summary>Longest delay. Default 1 minute.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The delay before attempt <paramref name="attempt"/> (2 = the first retry).</summary>
    public TimeSpan DelayBefore(int attempt)
    {
        var ticks = FirstDelay.Ticks * Math.Pow(Backoff, attempt - 2);
        return ticks >= MaxDelay.Ticks ? MaxDelay : TimeSpan.FromTicks((long)ticks);
    }
}
