using System.Diagnostics;
using Serverless.Graph.Functions;

namespace Serverless.Benchmarks.Execution;

/// <summary>A task that waits until it is told to end, and notes when it heard.</summary>
public static class PatientFunction
{
    private static TaskCompletionSource _started = new();
    private static TaskCompletionSource<long> _heard = new();

    internal static Task Started => _started.Task;

    internal static Task<long> Heard => _heard.Task;

    internal static void Begin() => (_started, _heard) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));

    [TaskFunction(Name = "bench.patient", Version = "1", Impure = true)]
    public static async Task<long> Wait(long value, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _heard.TrySetResult(Stopwatch.GetTimestamp()));
        _started.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return value;
    }
}
