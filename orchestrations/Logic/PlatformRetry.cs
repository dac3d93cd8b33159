using Serverless.Durable;

namespace Serverless.Logic;

/// <summary>For activities that only read and write blobs: they are tried again when the platform fails, for about half a minute.</summary>
internal static class PlatformRetry
{
    public static RetryPolicy Policy { get; } = new() { MaxAttempts = 6, FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(10) };
}
