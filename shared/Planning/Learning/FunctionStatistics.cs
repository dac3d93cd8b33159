namespace Serverless.Planning.Learning;

/// <summary>What running some functions took, as an exponential average: the last jobs count most.</summary>
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

    /// <summary>With what another job saw.</summary>
    public static FunctionStatistics? Add(FunctionStatistics? before, long elements, double seconds, long bytes)
    {
        if (elements <= 0 || !(seconds >= 0)) return before;
        var (time, size) = (seconds / elements, (double)bytes / elements);
        return before is null
            ? new FunctionStatistics { Elements = elements, SecondsPerElement = time, BytesPerElement = size }
            : new FunctionStatistics
            {
                Elements = before.Elements + elements,
                SecondsPerElement = before.SecondsPerElement + (Weight * (time - before.SecondsPerElement)),
                BytesPerElement = before.BytesPerElement + (Weight * (size - before.BytesPerElement)),
            };
    }
}
