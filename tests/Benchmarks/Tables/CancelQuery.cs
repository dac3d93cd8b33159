using System.Diagnostics;
using Serverless.Tables;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tables;

/// <summary>From the cancelling of a token to the end of the query that ran under it.</summary>
internal sealed class CancelQuery : IBenchmark
{
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Queries =
    [
        "SELECT sum(hash(a.range, b.range)) AS h FROM range(1000000) a, range(1000000) b",
        "SELECT range AS i, md5(range::VARCHAR) AS h FROM range(100000000) ORDER BY h",
        $"SELECT count(*) AS n FROM '{BareDuckDB.Flights}' a JOIN '{BareDuckDB.Flights}' b USING (origin)",
    ];

    public string Name => "tables.cancel";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));
        var milliseconds = new List<double>();
        foreach (var sql in Queries)
        {
            for (var round = 0; round < (quick ? 2 : 20); round++) milliseconds.Add(await CancelAsync(engine, sql, folder.Of("out.parquet"), cancellationToken));
        }
        milliseconds.Sort();
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{milliseconds.Count} queries (product, sort, join) cancelled {Running.TotalMilliseconds} ms after their start; the slowest",
            Value = Math.Round(milliseconds[^1], 3),
            Unit = "ms",
            LowerIsBetter = true,
            Target = 100,
            More = new() { ["medianMs"] = Math.Round(milliseconds[milliseconds.Count / 2], 3) },
        };
    }

    private static async Task<double> CancelAsync(TableEngine engine, string sql, string path, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = engine.WriteParquetAsync(new TableQuery(sql), path, null, cancel.Token);
        await Task.Delay(Running, TimeProvider.System, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        throw new InvalidOperationException("The query ended before it was cancelled.");
    }
}
