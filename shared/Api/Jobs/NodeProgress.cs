namespace Serverless.Api.Jobs;

/// <summary>How far the tasks of one node are, as the job's events say.</summary>
/// <param name="Node">The node whose results are stored; of a partial reduce with its level.</param>
/// <param name="Fused">All nodes that run together with it.</param>
/// <param name="Stage">From 0.</param>
/// <param name="Tasks">Tasks to run.</param>
/// <param name="Done">Tasks that ended, those recorded by units that still run included, or were found finished when their unit began.</param>
/// <param name="Units">Units to run.</param>
/// <param name="UnitsDone">Units that ended, however.</param>
public sealed record NodeProgress(string Node, string Fused, int Stage, long Tasks, long Done, int Units, int UnitsDone)
{
    /// <summary>Since its first unit began, up to the last record of one that is long, or end; null before the first.</summary>
    public double? TasksPerSecond { get; init; }

    /// <summary>What is left at that rate; null before the first record, 0 when nothing is left.</summary>
    public double? SecondsLeft { get; init; }
}
