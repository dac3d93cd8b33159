using Serverless.Graph.Functions;

namespace Serverless.Cache.Tests.Kit;

/// <summary>The functions of samples/database-limit without a database.</summary>
internal static class ErpStandIn
{
    private static int _queries;

    public static int Queries => Volatile.Read(ref _queries);

    [TaskFunction(Name = "erp.revenue")]
    public static long Revenue(long partition)
    {
        Interlocked.Increment(ref _queries);
        return partition;
    }

    [TaskFunction(Name = "erp.add")]
    public static long Add(long a, long b) => a + b;

    [TaskFunction(Name = "erp.report")]
    public static string Report(long total) => $"{total}";

    [TaskFunction(Name = "erp.reportInThousands")]
    public static string ReportInThousands(long total) => $"{total / 1000} thousand";
}
