using Microsoft.DurableTask;

namespace Serverless.Durable.DurableTask;

/// <summary>
/// Operations of entities whose worker died. The Durable extension gives activities and orchestrations of a dead worker to the next one, but answers all calls of an entity's batch with a
/// failure of its own, and leaves the state as it was: so they are called again, and count once.
/// </summary>
internal static class LostOperations
{
    /// <summary>Tries of one operation: a quarter of an hour. A worker that dies by the operation itself must not be killed for ever.</summary>
    public const int MaxAttempts = 20;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Whether no code of ours failed. What our code throws carries our record; the extension's own words are these.</summary>
    public static bool IsOne(TaskFailureDetails failure) =>
        !FailureText.HasRecord(failure)
        && (failure.ErrorType == "FunctionInvocationFailed" || failure.ErrorMessage.StartsWith("Invocation of function '", StringComparison.Ordinal));

    /// <summary>The pause after a try.</summary>
    public static TimeSpan DelayAfter(int attempt)
    {
        var delay = FirstDelay * Math.Pow(2, attempt - 1);
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
