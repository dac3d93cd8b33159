namespace Serverless.Planning.Units;

/// <summary>What a host wants of units: the same for those that run jobs and those that explain them.</summary>
public sealed record UnitTargets
{
    /// <summary>Units that run at once; at least 1. Default: the processors of this machine.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>What a unit should take. Default 2 s.</summary>
    public TimeSpan Aim { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest unit in tasks, for tests and operators; default none.</summary>
    public long MaxTasks { get; init; } = long.MaxValue;
}
