using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>How large units are, and how long they may take. Pure arithmetic over estimates.</summary>
public sealed record UnitSizing
{
    // Several units a slot even out that tasks differ; unknown work is cut finer still.
    private const int UnitsPerSlot = 4;

    // A unit that takes so many times what was expected is cut: less is the spread of tasks and machines.
    private const int FarOver = 4;

    /// <summary>What a unit should take: long against its own cost (some milliseconds), short against what a crash loses.</summary>
    public TimeSpan Aim { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Units that may run at once; at least 1.</summary>
    public required int Slots { get; init; }

    /// <summary>Estimated seconds of one element, by pipeline; null: unknown.</summary>
    public Func<Pipeline, double?> SecondsPerElement { get; init; } = static _ => null;

    /// <summary>Estimated bytes that one element reads and writes, by pipeline; null: unknown.</summary>
    public Func<Pipeline, double?> BytesPerElement { get; init; } = static _ => null;

    /// <summary>Bytes that a unit should move at most, as far as its tasks allow: what one lost attempt costs. Default 1 GiB.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Largest unit in tasks, for tests and operators; default none.</summary>
    public long MaxTasks { get; init; } = long.MaxValue;

    /// <summary>Bytes that a block's layout takes for the policies of a pipeline's units: for each unit, and once for the pipeline. Default none.</summary>
    public Func<Pipeline, (int Unit, int Pipeline)> LayoutBytes { get; init; } = static _ => default;

    /// <summary>Tasks that one unit of a pipeline should run at most, of <paramref name="missing"/> in all.</summary>
    public long TasksPerUnit(Pipeline pipeline, long missing)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        if (missing <= 1) return 1;
        // A bundle was cut already.
        if (!pipeline.Calls.IsEmpty) return Math.Min(missing, MaxTasks);
        var fair = Math.Max(1, (missing + (Slots * UnitsPerSlot) - 1) / (Slots * UnitsPerSlot));
        var size = SecondsPerElement(pipeline) is { } seconds && seconds > 0 ? Tasks(pipeline, Aim.TotalSeconds / seconds) : fair;
        if (BytesPerElement(pipeline) is { } bytes && bytes > 0) size = Math.Min(size, Tasks(pipeline, MaxBytes / bytes));
        // Never so large that slots are idle, whatever the estimate says.
        return Math.Clamp(Math.Min(size, Math.Max(1, (missing + Slots - 1) / Slots)), 1, MaxTasks);
    }

    /// <summary>
    /// How long a unit may run before it leaves the rest of its tasks to be cut anew. Of unknown work the first units are the probe: whatever they have after a
    /// part of the aim says how long the rest takes. Null: as long as it takes.
    /// </summary>
    /// <param name="pipeline">Whose unit.</param>
    /// <param name="tasks">Tasks of its largest unit.</param>
    public TimeSpan? BudgetOf(Pipeline pipeline, long tasks)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        // A single task cannot be cut, and of a bundle the rest would wait for the first part anyway.
        if (tasks <= 1 || !pipeline.Calls.IsEmpty) return null;
        if (ExpectedSeconds(pipeline, tasks) is not { } expected) return Aim / 2;
        return TimeSpan.FromSeconds(Math.Clamp(FarOver * expected, Aim.TotalSeconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    /// <summary>What a unit of so many tasks should take; null: not known.</summary>
    public double? ExpectedSeconds(Pipeline pipeline, long tasks)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return SecondsPerElement(pipeline) is { } seconds ? seconds * ElementsPerTask(pipeline) * tasks : null;
    }

    private static double ElementsPerTask(Pipeline pipeline) => Math.Max(1.0, (double)pipeline.Elements / pipeline.Count);

    private static long Tasks(Pipeline pipeline, double elements) => (long)Math.Clamp(elements / ElementsPerTask(pipeline), 1, long.MaxValue / 2);
}
