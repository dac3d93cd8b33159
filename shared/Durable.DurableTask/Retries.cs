namespace Serverless.Durable.DurableTask;

/// <summary>
/// Retry policies run in the adapter, attempt by attempt with durable timers, not in Durable Task: an activity's failure is a value here, and
/// <see cref="FailureDetails.IsRetriable"/> decides. What Durable Task refuses in a policy is refused, as on the embedded engine.
/// </summary>
internal static class Retries
{
    /// <exception cref="ArgumentException">The policy makes no sense.</exception>
    public static void Check(RetryPolicy? retry)
    {
        if (retry is null) return;
        if (retry.MaxAttempts < 1) throw new ArgumentException($"MaxAttempts is {retry.MaxAttempts}; at least 1 is needed.", nameof(retry));
        if (retry.FirstDelay <= TimeSpan.Zero) throw new ArgumentException($"FirstDelay is {retry.FirstDelay}; it must be positive.", nameof(retry));
        if (retry.Backoff < 1) throw new ArgumentException($"Backoff is {retry.Backoff}; at least 1 is needed.", nameof(retry));
    }
}
