using Serverless.Graph.Functions;

namespace Serverless.Host.Tests.Api;

/// <summary>A function that stops at one element until the test opens the gate.</summary>
internal static class GateFunctions
{
    public static TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TaskFunction(Name = "gate.pass", Version = "1")]
    internal static async Task<long> PassAsync(long value, CancellationToken cancellationToken)
    {
        if (value == 10) await Gate.Task.WaitAsync(cancellationToken);
        return value;
    }
}
