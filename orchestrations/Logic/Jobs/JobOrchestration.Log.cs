using Microsoft.Extensions.Logging;

namespace Serverless.Logic.Jobs;

public sealed partial class JobOrchestration
{
    [LoggerMessage(3001, LogLevel.Information, "Job {Job} of tenant {Tenant} started: {Name}")]
    private static partial void Started(ILogger logger, string tenant, string job, string name);

    [LoggerMessage(3002, LogLevel.Information, "Job {Job} of tenant {Tenant} ended: {Status} after {Seconds:0.0} s, {Tasks} tasks in {Units} units, {Found} found")]
    private static partial void Ended(ILogger logger, string tenant, string job, string status, double seconds, long tasks, int units, long found);

    [LoggerMessage(3003, LogLevel.Error, "Job {Job} of tenant {Tenant} failed after {Seconds:0.0} s: {Kind} in {Task}; the first failure is in blob {Blob}")]
    private static partial void Failed(ILogger logger, string tenant, string job, double seconds, string kind, string task, string? blob);

    [LoggerMessage(3004, LogLevel.Error, "Job {Job} of tenant {Tenant} failed after {Seconds:0.0} s, for the platform did: {Reason}")]
    private static partial void PlatformFailed(ILogger logger, string tenant, string job, double seconds, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "Stage {Stage} of job {Job} of tenant {Tenant} is planned again: {Lost} recorded results were gone or broken")]
    private static partial void ReplannedForLost(ILogger logger, string tenant, string job, int stage, int lost);

    [LoggerMessage(3009, LogLevel.Warning, "Job {Job} of tenant {Tenant} reads its datasets anew after stage {Stage}: {Why}")]
    private static partial void ReplannedForConflict(ILogger logger, string tenant, string job, int stage, string why);

    [LoggerMessage(3006, LogLevel.Debug, "Stage {Stage} of job {Job} of tenant {Tenant} is planned: {Tasks} tasks in {Units} units, {Found} tasks found")]
    private static partial void Planned(ILogger logger, string tenant, string job, int stage, long tasks, int units, long found);
}
