using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Splits;

/// <summary>A function that takes a millisecond, and counts its runs.</summary>
internal static class SlowSteps
{
    public static ConcurrentDictionary<long, int> Runs { get; } = new();

    [TaskFunction(Version = "1")]
    internal static long Negate(long x)
    {
        var start = Stopwatch.GetTimestamp();
        Runs.AddOrUpdate(x, 1, static (_, runs) => runs + 1);
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(1))
        {
            // Work of known length at least.
        }
        return -x;
    }
}
