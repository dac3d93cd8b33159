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

    /// <summary>Says what it knows of itself.</summary>
    [TaskFunction(Name = "try.tell", Version = "1")]
    public static long[] Tell(long value, TaskContext context) => [context.Seed, context.Partition, context.PartitionCount ?? -1, context.Attempt];

    /// <summary>Says more than anybody wants to keep.</summary>
    [TaskFunction(Name = "try.talk", Version = "1")]
    public static long Talk(long value, TaskContext context)
    {
        for (var line = 0; line < 300; line++) context.Log($"line {line} of {value} {new string('x', 1000)}");
        context.Progress(0.5, "half of it");
        return value == 1 ? throw new InvalidOperationException("said it all") : value;
    }

    /// <summary>Lets the test do something while the first of some tasks runs.</summary>
    [TaskFunction(Name = "try.meanwhile", Version = "1")]
    public static async Task<long> MeanwhileAsync(long value, TaskContext context)
    {
        context.Log($"value {value}");
        if (value == 0 && Meanwhile is { } act) await act();
        return -value;
    }

    public static Func<Task>? Meanwhile { get; set; }

    public static ManualTime Clock { get; } = new();

    public static ManualResetEventSlim Release { get; } = new();
}
