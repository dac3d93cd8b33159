using System.Diagnostics;
using Serverless.Graph.Functions;

namespace Serverless.Benchmarks.Tasks;

/// <summary>The functions of these benchmarks.</summary>
internal static class BenchSteps
{
    [TaskFunction(Version = "1")]
    internal static long Square(long x) => unchecked(x * x);

    [TaskFunction(Version = "1")]
    internal static long Add(long a, long b) => unchecked(a + b);

    [TaskFunction(Version = "1")]
    internal static long Spin(long nanoseconds, long[] inputs, long self)
    {
        Burn(nanoseconds);
        return inputs.Length + self;
    }

    [TaskFunction(Version = "1")]
    internal static long SpinOne(long x)
    {
        Burn(1_000_000);
        return x;
    }

    private static void Burn(long nanoseconds)
    {
        var end = Stopwatch.GetTimestamp() + (long)(nanoseconds / 1e9 * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            // A task of known length.
        }
    }
}
