using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tables;

/// <summary>A user's aggregate over flights times ten in a sandbox of one thread, to a Parquet file; the limit is the same COPY as SQL text.</summary>
internal sealed class FlightsAggregate : IBenchmark
{
    private const string Columns = "origin, count(*) AS flights, avg(delay) AS mean, min(delay) AS least, max(delay) AS most, sum(distance)::BIGINT AS distance";

    public string Name => "tables.flights-aggregate";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var times = quick ? 1 : 10;
        using var folder = new TempFolder();
        using var bare = new BareDuckDB();
        await using var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(folder.Path) { ReadableFiles = [BareDuckDB.Flights], MemoryBytes = 1_000_000_000 }, cancellationToken);
        var files = Enumerable.Repeat(BareDuckDB.Flights, times).ToList();
        var query = new TableQuery($"SELECT {Columns} FROM flights GROUP BY origin") { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["flights"] = TableInput.Parquet(files) } };
        var list = string.Join(", ", files.Select(file => $"'{file}'"));
        var (ours, limit) = await Alternation.MedianSecondsAsync(quick ? 1 : 9,
            () => sandbox.WriteParquetAsync(query, folder.Of("ours.parquet"), null, cancellationToken),
            () => bare.ExecuteAsync($"COPY (SELECT {Columns} FROM read_parquet([{list}]) GROUP BY origin) TO '{folder.Of("bare.parquet")}' (FORMAT parquet, COMPRESSION zstd)"),
            cancellationToken);
        var rows = 3_000_000.0 * times;
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"flights x {times} ({rows:0} rows) GROUP BY origin to Parquet, sandbox, 1 thread",
            Value = rows / ours,
            Unit = "rows/s",
            Limit = rows / limit,
            LimitIs = "bare DuckDB, same SQL, 1 thread",
            Ratio = limit / ours,
            TargetRatio = 0.9,
        };
    }
}
