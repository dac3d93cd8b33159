using Serverless.Graph.Functions;

namespace Serverless.Activities.Tests.Plans;

/// <summary>Never called: these jobs are planned.</summary>
public static class PlanFunctions
{
    [TaskFunction(Name = "test.total", Version = "1")]
    public static long Total(IReadOnlyList<long> all) => all.Sum();

    [TaskFunction(Name = "test.beside", Version = "1")]
    public static long Beside(long x, IReadOnlyList<long> all) => x + all[0];
}
