using Npgsql;
using Serverless.Graph.Functions;

namespace Serverless.Samples.DatabaseLimit;

/// <summary>The functions of the job: each partition is one query on the production database.</summary>
public static class Erp
{
    /// <summary>Revenue of one partition of the orders. The node's policy holds a lease of semaphore <c>erp-db</c> while it runs.</summary>
    [TaskFunction(Name = "erp.revenue")]
    public static async Task<long> RevenueAsync(long partition, CancellationToken cancellationToken)
    {
        // Where the database is, is this machine's business and no argument: the result does not depend on it.
        var connection = Environment.GetEnvironmentVariable("ERP_CONNECTION") ?? throw new InvalidOperationException("ERP_CONNECTION is not set.");
        await using var session = await Session.OpenAsync(connection, cancellationToken);
        await using var query = new NpgsqlCommand("SELECT sum(amount), pg_sleep(0.02) FROM orders WHERE id % 200 = $1", session.Database);
        query.Parameters.Add(new NpgsqlParameter { Value = partition });
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetInt64(0);
    }

    [TaskFunction(Name = "erp.add")]
    public static long Add(long left, long right) => left + right;

    [TaskFunction(Name = "erp.report")]
    public static string Report(long total) => $"revenue {total}";

    [TaskFunction(Name = "erp.reportInThousands")]
    public static string ReportInThousands(long total) => $"revenue {total / 1000} k";
}
