using Serverless.Graph.Functions;

namespace Serverless.Benchmarks.Scale;

/// <summary>The functions of these benchmarks.</summary>
internal static class ScaleSteps
{
    [TaskFunction(Version = "1")]
    internal static long Total(long[] all) => all.LongLength;
}
