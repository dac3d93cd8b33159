using System.Collections.Concurrent;
using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Speculation;

/// <summary>A function that hangs on one element, the first time only: until its token is cancelled.</summary>
internal static class StuckSteps
{
    public const long Stuck = 5;

    public static ConcurrentDictionary<long, int> Runs { get; } = new();

    /// <summary>The run that hung was cancelled.</summary>
    public static TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TaskFunction(Version = "1")]
    internal static async Task<long> Negate(long x, CancellationToken cancellationToken)
    {
        if (Runs.AddOrUpdate(x, 1, static (_, runs) => runs + 1) > 1 || x != Stuck) return -x;
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled.SetResult();
            throw;
        }
        return 0;
    }
}
