using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Progress;

/// <summary>A function that waits until the test lets it go.</summary>
internal static class HeldSteps
{
    public static TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TaskFunction(Version = "1")]
    internal static async Task<long> Wait(long x, CancellationToken cancellationToken)
    {
        Started.TrySetResult();
        await Gate.Task.WaitAsync(cancellationToken);
        return x;
    }
}
