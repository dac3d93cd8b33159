using Serverless.Graph.Functions;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Units;

/// <summary>Functions that fail, wait, or talk.</summary>
public static class TryingFunctions
{
    [TaskFunction(Name = "try.twice", Version = "1")]
    public static long FailTwice(long value, TaskContext context)
    {
        context.Log($"attempt {context.Attempt}");
        return context.Attempt > 2 ? value : throw new InvalidOperationException($"not yet: {context.Attempt}");
    }

    [TaskFunction(Name = "try.waitForToken", Version = "1")]
    public static async Task<long> WaitAsync(long value, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return value;
    }

    /// <summary>Looks at nothing until <see cref="Release"/>.</summary>
    [TaskFunction(Name = "try.ignoreToken", Version = "1")]
    public static long Ignore(long value)
    {
        Release.Wait();
        return value;
    }

    /// <summary>Takes ten seconds on <see cref="Clock"/>.</summary>
    [TaskFunction(Name = "try.tenSeconds", Version = "1")]
    public static long TakeTenSeconds(long value)
    {
        Clock.Advance(TimeSpan.FromSeconds(10));
        return value;
    }

    public static ManualTime Clock { get; } = new();

    public static ManualResetEventSlim Release { get; } = new();
}
