using System.Diagnostics;
using Serverless.Graph.Functions;

namespace Serverless.Benchmarks.Execution;

/// <summary>Work of a known length.</summary>
public static class BenchFunctions
{
    /// <summary>Keeps a core busy for a millisecond.</summary>
    [TaskFunction(Name = "bench.millisecond", Version = "1")]
    public static long Millisecond(long value)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 1) Thread.SpinWait(20);
        return value;
    }

    /// <summary>Next to nothing.</summary>
    [TaskFunction(Name = "bench.next", Version = "1")]
    public static long Next(long value) => value + 1;

    [TaskFunction(Name = "bench.sum", Version = "1")]
    public static long Sum(long left, long right) => left + right;
}
