using Serverless.Planning.Units;

namespace Serverless.Activities;

/// <summary>What the planner is told of the host.</summary>
public sealed record PlanOptions
{
    /// <summary>Units that run at once. Default: the processors of this machine.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Largest unit in tasks, for tests and operators; default none.</summary>
    public long MaxUnitTasks { get; init; } = long.MaxValue;

    /// <summary>What a unit should take. Default 2 s.</summary>
    public TimeSpan UnitAim { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether units that take far longer leave the rest of their tasks to be planned anew. Default yes.</summary>
    public bool SplitsUnits { get; init; } = true;

    /// <summary>Units that run shorter are never started a second time because they take far longer than their siblings; null: none ever is. Default 10 s.</summary>
    public TimeSpan? SpeculateAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What units are sized by.</summary>
    public UnitTargets Targets => new() { Slots = Slots, Aim = UnitAim, MaxTasks = MaxUnitTasks };

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
