using Serverless.Tables.Instances;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tables;

/// <summary>The limit: one connection, SQL text straight into DuckDB, no sandbox; one thread where no one says otherwise.</summary>
internal sealed class BareDuckDB(int threads = 1) : IDisposable
{
    public static readonly string Flights = RepositoryRoot.Of("samples", "flights", "data", "flights-3m.parquet");

    private readonly Instance _instance = Instance.Open([("threads", $"{threads}"), ("memory_limit", "1GB")], "SELECT 1", 1_000_000_000, []);
    private Connection? _rented;

    private Connection Connection => _rented ??= _instance.Rent();

    public Task ExecuteAsync(string sql)
    {
        Connection.Execute(sql);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _rented?.Dispose();
        _instance.Dispose();
    }
}
