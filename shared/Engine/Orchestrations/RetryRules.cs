using Serverless.Durable;

namespace Serverless.Engine.Orchestrations;

/// <summary>Refuses retry policies that Durable Task would refuse.</summary>
internal static class RetryRules
{
    public static void Check(RetryPolicy retry)
    {
        if (retry.MaxAttempts < 1) throw new ArgumentException($"MaxAttempts is {retry.MaxAttempts}; at least 1 is needed.", nameof(retry));
        if (retry.FirstDelay <= TimeSpan.Zero) throw new ArgumentException($"FirstDelay is {retry.FirstDelay}; it must be positive.", nameof(retry));
        if (retry.Backoff < 1) throw new ArgumentException($"Backoff is {retry.Backoff}; at least 1 is needed.", nameof(retry));
    }
}
