using Serverless.Graph.Functions;

namespace Serverless.Samples.Irregular;

/// <summary>The functions of the graph.</summary>
public static class Steps
{
    [TaskFunction(Version = "1")]
    public static long Start(long seed) => unchecked(((seed + 1) * 6364136223846793005) + 1442695040888963407);

    [TaskFunction(Version = "1")]
    public static long Mix(long a, long b) => unchecked((a * 31) ^ (b + (a >>> 7)));
}
