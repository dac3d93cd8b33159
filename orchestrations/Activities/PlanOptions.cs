namespace Serverless.Activities;

/// <summary>What the planner is told of the host.</summary>
public sealed record PlanOptions
{
    /// <summary>Units that run at once. Default: the processors of this machine.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Largest unit in tasks, for tests and operators; default none.</summary>
    public long MaxUnitTasks { get; init; } = long.MaxValue;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
