using Serverless.Tables.Instances;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tables;

/// <summary>The limit: one connection, SQL text straight into DuckDB, one thread, no sandbox.</summary>
internal sealed class BareDuckDB : IDisposable
{
    public static readonly string Flights = RepositoryRoot.Of("samples", "flights", "data", "flights-3m.parquet");

    private readonly Instance _instance = Instance.Open([("threads", "1"), ("memory_limit", "1GB")], "SELECT 1", 1_000_000_000, []);
    private readonly Connection _connection;

    public BareDuckDB() => _connection = _instance.Rent();

    public Task ExecuteAsync(string sql)
    {
        _connection.Execute(sql);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _instance.Dispose();
    }
}
