using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Benchmarks.Tables;

/// <summary>A SQL unit over a file of 1,000 rows, start to end, with an instance of its own.</summary>
internal sealed class SmallUnitOwnInstance : IBenchmark
{
    public string Name => "tables.unit-1000-own-instance";

    public Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken) => SmallUnit.RunAsync(Name, "an instance of its own", 20, quick, async (folder, query) =>
    {
        await using var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(folder), cancellationToken);
        await sandbox.WriteParquetAsync(query, Path.Combine(folder, "out.parquet"), null, cancellationToken);
    }, cancellationToken);
}

/// <summary>The same on the shared instance.</summary>
internal sealed class SmallUnitShared : IBenchmark
{
    public string Name => "tables.unit-1000-shared";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));
        return await SmallUnit.RunAsync(Name, "the shared instance", 2, quick,
            (scratch, query) => engine.WriteParquetAsync(query, Path.Combine(scratch, "out.parquet"), null, cancellationToken), cancellationToken);
    }
}

internal static class SmallUnit
{
    private const string Sql = "SELECT k, count(*) AS n, sum(v) AS v FROM {0} WHERE i >= 10 GROUP BY k";

    public static async Task<BenchmarkReport> RunAsync(string name, string where, double targetMilliseconds, bool quick, Func<string, TableQuery, Task> unit, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        using var bare = new BareDuckDB();
        var input = folder.Of("in.parquet");
        await bare.ExecuteAsync($"COPY (SELECT range AS i, range % 7 AS k, range::DOUBLE / 3 AS v FROM range(1000)) TO '{input}' (FORMAT parquet)");
        var query = new TableQuery(string.Format(null, System.Text.CompositeFormat.Parse(Sql), "input")) { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["input"] = TableInput.Parquet(input) } };
        var (ours, limit) = await Alternation.MedianSecondsAsync(quick ? 5 : 300,
            () => unit(folder.Path, query),
            () => bare.ExecuteAsync($"COPY ({string.Format(null, System.Text.CompositeFormat.Parse(Sql), $"'{input}'")}) TO '{folder.Of("bare.parquet")}' (FORMAT parquet, COMPRESSION zstd)"),
            cancellationToken);
        return new BenchmarkReport
        {
            Benchmark = name,
            Workload = $"1,000 rows of Parquet aggregated to Parquet, {where}, 1 thread",
            Value = ours * 1000,
            Unit = "ms",
            LowerIsBetter = true,
            Target = targetMilliseconds,
            Limit = limit * 1000,
            LimitIs = "bare DuckDB, one kept connection",
            Ratio = limit / ours,
        };
    }
}
