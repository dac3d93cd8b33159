using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Progress;

/// <summary>A function that stops at one element until the test opens the gate.</summary>
internal static class GateSteps
{
    public const long Closed = 50;

    public static TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TaskFunction(Version = "1")]
    internal static async Task<long> Pass(long x, CancellationToken cancellationToken)
    {
        if (x == Closed) await Gate.Task.WaitAsync(cancellationToken);
        return x;
    }
}
