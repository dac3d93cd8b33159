namespace Serverless.Graph.Policies;

/// <summary>What the numbers of a policy may be: for the parser, for policies that were never text, and for the schema.</summary>
internal static class PolicyBounds
{
    public const int MostRetries = 100;

    /// <summary>Of <see cref="RetrySpec.Jitter"/>; the least is 0.</summary>
    public const double MostJitter = 1;

    public const double LeastCpu = 0.01;

    public const double MostCpu = 1024;

    public const int LeastPriority = -100;

    public const int MostPriority = 100;
}
