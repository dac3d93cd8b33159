using Serverless.Benchmarks.Tables;
using Serverless.Benchmarks.Tasks;
using Serverless.Client.Building;
using Serverless.Graph.Policies;
using Serverless.Testing;

namespace Serverless.Benchmarks.Shuffle;

/// <summary>
/// A whole job whose rows go through blobs by their keys, of 16 files and over 64 buckets, against one bare query of the engine on all cores under 1 GB. Nothing
/// is found recorded.
/// </summary>
internal abstract class SpreadBenchmark : IBenchmark
{
    protected const int Buckets = 64;
    private const int Files = 16;

    public abstract string Name { get; }

    protected abstract string Does { get; }

    /// <summary>What the job does with rows of <c>k</c> (as many different as a tenth of the rows), <c>v</c> and <c>t</c>, and with a tenth as many of <c>k</c> and <c>w</c>.</summary>
    protected abstract TableCollection Ours(TableCollection rows, TableCollection keys);

    /// <summary>The same as one statement.</summary>
    protected abstract string Bare(string rows, string keys, string target);

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var rows = quick ? 160_000 : 8_000_000;
        using var folder = new TempFolder();
        using var bare = new BareDuckDB(Environment.ProcessorCount);
        var (large, small) = (await WriteAsync(bare, folder, "rows", rows), await WriteAsync(bare, folder, "keys", rows / 10));
        await using var host = await MeasuredHost.StartAsync();
        MeasuredRun? last = null;
        var target = folder.Of("bare");
        var (ours, limit) = await Alternation.MedianSecondsAsync(quick ? 1 : 3, OursAsync, BareAsync, cancellationToken);
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{rows:0} rows in {Files} files ({large.Sum(f => new FileInfo(f).Length) / 1048576.0:0} MiB), {Does}, {Buckets} buckets, {Environment.ProcessorCount} slots",
            Value = rows / ours,
            Unit = "rows/s",
            Limit = rows / limit,
            LimitIs = $"bare DuckDB, {Environment.ProcessorCount} threads, 1 GB",
            Ratio = limit / ours,
            TargetRatio = 0.4,
            More = last!.More(),
        };

        async Task OursAsync()
        {
            var graph = new JobGraph("spread") { Policy = new Policy { Cache = CacheMode.None } };
            last = await host.RunAsync(Ours(graph.ReadFiles(large), graph.ReadFiles(small)));
        }

        Task BareAsync()
        {
            if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
            Directory.CreateDirectory(target);
            return bare.ExecuteAsync(Bare(ListOf(large), ListOf(small), target));
        }
    }

    private static string ListOf(IEnumerable<string> files) => $"read_parquet([{string.Join(", ", files.Select(file => $"'{file}'"))}])";

    private static async Task<string[]> WriteAsync(BareDuckDB bare, TempFolder folder, string name, int rows)
    {
        var files = new string[Files];
        for (var f = 0; f < Files; f++)
        {
            files[f] = folder.Of($"{name}-{f}.parquet");
            var columns = name == "rows" ? $"hash(range) % {rows / 10} AS k, range AS v, md5(range::VARCHAR) AS t" : "range::UBIGINT AS k, range % 1000 AS w";
            await bare.ExecuteAsync($"COPY (SELECT {columns} FROM range({(long)rows * f / Files}, {(long)rows * (f + 1) / Files})) TO '{files[f]}' (FORMAT parquet, COMPRESSION zstd)");
        }
        return files;
    }
}
