using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>How large units are. Pure arithmetic over estimates.</summary>
public sealed record UnitSizing
{
    /// <summary>What a unit should take: long against its own cost (some milliseconds), short against what a crash loses.</summary>
    public TimeSpan Aim { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Units that may run at once; at least 1.</summary>
    public required int Slots { get; init; }

    /// <summary>Estimated seconds of one element, by pipeline; null: unknown.</summary>
    public Func<Pipeline, double?> SecondsPerElement { get; init; } = static _ => null;

    /// <summary>Largest unit in tasks, for tests and operators; default none.</summary>
    public long MaxTasks { get; init; } = long.MaxValue;

    // Several units a slot even out that tasks differ; unknown work is cut finer still.
    private const int UnitsPerSlot = 4;

    /// <summary>Tasks that one unit of a pipeline should run, of <paramref name="missing"/> in all.</summary>
    public long TasksPerUnit(Pipeline pipeline, long missing)
    {
        if (missing <= 1) return 1;
        // A bundle was cut already.
        if (!pipeline.Calls.IsEmpty) return Math.Min(missing, MaxTasks);
        var fair = Math.Max(1, (missing + (Slots * UnitsPerSlot) - 1) / (Slots * UnitsPerSlot));
        var elementsPerTask = Math.Max(1.0, (double)pipeline.Elements / pipeline.Count);
        var size = SecondsPerElement(pipeline) is { } seconds && seconds > 0
            ? (long)Math.Clamp(Aim.TotalSeconds / (seconds * elementsPerTask), 1, long.MaxValue / 2)
            : fair;
        // Never so large that slots are idle, whatever the estimate says.
        return Math.Clamp(Math.Min(size, Math.Max(1, (missing + Slots - 1) / Slots)), 1, MaxTasks);
    }
}
