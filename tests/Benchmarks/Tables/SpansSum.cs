using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tables;

/// <summary>Every column of the flights as spans, summed in C#; the limit is DuckDB's own sums over the same columns.</summary>
internal sealed class SpansSum : IBenchmark
{
    public string Name => "tables.spans-sum";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        using var bare = new BareDuckDB();
        await using var engine = new TableEngine(new EngineOptions(folder.Path) { MemoryBytes = 1_000_000_000 });
        var query = new TableQuery("SELECT epoch_us(date) AS date, delay::BIGINT AS delay, distance::BIGINT AS distance, origin, destination FROM flights")
        {
            Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["flights"] = TableInput.Parquet(BareDuckDB.Flights) },
        };
        long sum = 0;
        var (ours, limit) = await Alternation.MedianSecondsAsync(quick ? 1 : 9,
            async () => sum = await SumAsync(engine, query, cancellationToken),
            () => bare.ExecuteAsync($"SELECT sum(epoch_us(date)), sum(delay), sum(distance), sum(strlen(origin)), sum(strlen(destination)) FROM '{BareDuckDB.Flights}'"),
            cancellationToken);
        if (sum == 0) throw new InvalidOperationException("Nothing was summed.");
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = "3,000,000 flights, 3 numeric and 2 text columns read as spans and summed, 1 thread",
            Value = 3_000_000 / ours,
            Unit = "rows/s",
            Limit = 3_000_000 / limit,
            LimitIs = "DuckDB's own sums, 1 thread",
            Ratio = limit / ours,
            TargetRatio = 0.75,
        };
    }

    private static async Task<long> SumAsync(TableEngine engine, TableQuery query, CancellationToken cancellationToken)
    {
        using var reader = await engine.ReadAsync(query, cancellationToken);
        long total = 0;
        while (reader.Read())
        {
            for (var column = 0; column < 3; column++) total += Sum(reader.Column(column));
            for (var column = 3; column < 5; column++) total += Lengths(reader.Column(column));
        }
        return total;
    }

    private static long Sum(ColumnView column)
    {
        long total = 0;
        var values = column.Values<long>();
        if (!column.MayHaveNulls)
        {
            foreach (var value in values) total += value;
            return total;
        }
        for (var row = 0; row < values.Length; row++) total += column.IsNull(row) ? 0 : values[row];
        return total;
    }

    private static long Lengths(ColumnView column)
    {
        long total = 0;
        var texts = column.Texts();
        for (var row = 0; row < texts.Count; row++) total += texts[row].Length;
        return total;
    }
}
