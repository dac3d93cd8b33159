namespace Serverless.Logic.Stages;

/// <summary>The knobs of a stage.</summary>
public sealed record StageRules
{
    /// <summary>How many items may run at once; at least 1.</summary>
    public required int Window { get; init; }

    /// <summary>Attempts at an item whose attempts are lost; at least 1. Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    public OnError OnError { get; init; } = OnError.Stop;

    /// <summary>Groups of which only so many run at once. Default none.</summary>
    public StageLimits Limits { get; init; } = StageLimits.None;
}
