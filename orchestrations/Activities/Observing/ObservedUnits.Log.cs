using Microsoft.Extensions.Logging;

namespace Serverless.Activities.Observing;

internal sealed partial class ObservedUnits
{
    [LoggerMessage(4001, LogLevel.Debug, "Unit {Unit} of stage {Stage} started, attempt {Attempt}")]
    private static partial void Started(ILogger logger, int unit, int stage, int attempt);

    [LoggerMessage(4002, LogLevel.Debug, "Unit {Unit} of stage {Stage} ended: {End} after {Seconds:0.00} s, {Tasks} tasks, {Found} found")]
    private static partial void Ended(ILogger logger, int unit, int stage, string end, double seconds, long tasks, long found);

    [LoggerMessage(4003, LogLevel.Error, "Unit {Unit} of stage {Stage} failed for good: {Kind} in {Task}; the failure is in blob {Blob}")]
    private static partial void Failed(ILogger logger, int unit, int stage, string kind, string task, string? blob);

    [LoggerMessage(4004, LogLevel.Warning, "Attempt {Attempt} at unit {Unit} of stage {Stage} was lost to {Fault}; its block makes another, or fails the unit after the third")]
    private static partial void AttemptLost(ILogger logger, int attempt, int unit, int stage, string fault);

    [LoggerMessage(4005, LogLevel.Warning, "Unit {Unit} of stage {Stage} takes far longer than planned: a speculative attempt starts beside it")]
    private static partial void Speculates(ILogger logger, int unit, int stage);

    [LoggerMessage(4006, LogLevel.Warning, "Unit {Unit} of stage {Stage} took far longer than planned, {Seconds:0.0} s: it is recorded as far as it came, and the rest is planned anew")]
    private static partial void TookTooLong(ILogger logger, int unit, int stage, double seconds);
}
