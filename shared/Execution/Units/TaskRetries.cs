using Serverless.Execution.Tasks;
using Serverless.Graph.Policies;

namespace Serverless.Execution.Units;

/// <summary>When a failed task is tried again: the executor's part of who retries. Pure.</summary>
internal static class TaskRetries
{
    /// <summary>The delay before the next attempt; null when there is none.</summary>
    /// <param name="spec">The policy.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="random">For the jitter, 0 to 1.</param>
    public static TimeSpan? DelayAfter(RetrySpec spec, int attempt, double random)
    {
        if (attempt > spec.Count) return null;
        var full = Math.Min(Math.Min(TaskTimeout.Longest.TotalSeconds, spec.MaxBackoff.TotalSeconds), spec.Backoff.TotalSeconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromSeconds(full * (1 - (spec.Jitter * random)));
    }
}
