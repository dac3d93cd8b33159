using Serverless.Tables;
using Serverless.Tables.Columns;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tables;

/// <summary>The flights as C# arrays to a Parquet file; the limit is DuckDB copying the same columns from file to file.</summary>
internal sealed class ColumnsToParquet : IBenchmark
{
    private const string Columns = "date, delay, distance, origin, destination";

    public string Name => "tables.columns-to-parquet";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var rows = quick ? 100_000 : 3_000_000;
        using var folder = new TempFolder();
        using var bare = new BareDuckDB();
        await using var engine = new TableEngine(new EngineOptions(folder.Path) { MemoryBytes = 1_000_000_000 });
        var columns = await LoadAsync(engine, rows, cancellationToken);
        var query = new TableQuery($"SELECT {Columns} FROM flights") { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["flights"] = columns } };
        await bare.ExecuteAsync($"COPY (SELECT date, delay::INT AS delay, distance::INT AS distance, origin, destination FROM '{BareDuckDB.Flights}' LIMIT {rows}) TO '{folder.Of("in.parquet")}' (COMPRESSION zstd)");
        var (ours, limit) = await Alternation.MedianSecondsAsync(quick ? 1 : 7,
            () => engine.WriteParquetAsync(query, folder.Of("ours.parquet"), null, cancellationToken),
            () => bare.ExecuteAsync($"COPY (SELECT {Columns} FROM '{folder.Of("in.parquet")}') TO '{folder.Of("bare.parquet")}' (FORMAT parquet, COMPRESSION zstd)"),
            cancellationToken);
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{rows} flights (timestamp, 2 integers, 2 texts) from C# arrays to one zstd Parquet file, 1 thread",
            Value = rows / ours,
            Unit = "rows/s",
            Limit = rows / limit,
            LimitIs = "DuckDB's COPY from file to file, 1 thread",
            Ratio = limit / ours,
            TargetRatio = 0.8,
        };
    }

    private static async Task<ColumnsInput> LoadAsync(TableEngine engine, int rows, CancellationToken cancellationToken)
    {
        var (date, delay, distance, origin, destination) = (new DateTime[rows], new int[rows], new int[rows], new string[rows], new string[rows]);
        using var reader = await engine.ReadAsync(new TableQuery($"SELECT date::TIMESTAMP AS date, delay::INT AS delay, distance::INT AS distance, origin, destination FROM '{BareDuckDB.Flights}' LIMIT {rows}"), cancellationToken);
        var at = 0;
        while (reader.Read())
        {
            reader.Column("delay").Values<int>().CopyTo(delay.AsSpan(at));
            reader.Column("distance").Values<int>().CopyTo(distance.AsSpan(at));
            for (var row = 0; row < reader.RowCount; row++)
            {
                date[at + row] = (DateTime)reader.Column("date").Value(row)!;
                origin[at + row] = reader.Column("origin").Text(row)!;
                destination[at + row] = reader.Column("destination").Text(row)!;
            }
            at += reader.RowCount;
        }
        return new ColumnsInput(ColumnData.Of("date", date), ColumnData.Of("delay", delay), ColumnData.Of("distance", distance), ColumnData.Of("origin", origin), ColumnData.Of("destination", destination));
    }
}
