using Serverless.Graph.Functions;

namespace Serverless.Execution.Tests.Units;

/// <summary>Tasks that do not look at their token.</summary>
public static class StubbornFunctions
{
    public static TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TaskCompletionSource May { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TaskFunction(Name = "stubborn.wait", Version = "1")]
    public static async Task<long> WaitAsync(long value)
    {
        Began.TrySetResult();
        await May.Task;
        return value;
    }
}
