using System.Diagnostics;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Testing;

namespace Serverless.Benchmarks.Engine;

/// <summary>From a folder to serving: open, start, and the first answer. The limit is reading the same files once.</summary>
internal abstract class RecoveryBenchmark : IBenchmark
{
    public abstract string Name { get; }

    protected abstract double TargetMilliseconds { get; }

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var hub = folder.Of("hub");
        var workload = await PrepareAsync(hub, quick, cancellationToken);
        var times = new List<double>();
        var reads = new List<double>();
        for (var round = 0; round < (quick ? 1 : 5); round++)
        {
            reads.Add(ReadMilliseconds(hub));
            var start = Stopwatch.GetTimestamp();
            await using var engine = await EmbeddedEngine.OpenAsync(Options(hub), cancellationToken);
            await engine.StartAsync(cancellationToken);
            await engine.Client.GetAsync(new InstanceId("run0"), cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        reads.Sort();
        var (time, limit) = (times[times.Count / 2], reads[reads.Count / 2]);
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = workload,
            Value = Math.Round(time, 1),
            Unit = "ms",
            Target = TargetMilliseconds,
            LowerIsBetter = true,
            Limit = Math.Round(limit, 2),
            LimitIs = "reading the hub's files once (from the system's cache)",
            Ratio = Math.Round(limit / time, 4),
            More = new Dictionary<string, object> { ["slowestRound"] = Math.Round(times[^1], 1), ["hubMiB"] = Math.Round(Directory.EnumerateFiles(hub).Sum(f => new FileInfo(f).Length) / 1048576.0, 1) },
        };
    }

    protected abstract EmbeddedEngineOptions Options(string folder);

    /// <returns>The workload in words.</returns>
    protected abstract Task<string> PrepareAsync(string folder, bool quick, CancellationToken cancellationToken);

    private static double ReadMilliseconds(string folder)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var file in Directory.EnumerateFiles(folder)) File.ReadAllBytes(file);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

internal sealed class FinishedRecoveryBenchmark : RecoveryBenchmark
{
    public override string Name => "engine.recovery-100000-finished";

    protected override double TargetMilliseconds => 1_000;

    protected override EmbeddedEngineOptions Options(string folder) => EngineBench.Options(folder);

    protected override async Task<string> PrepareAsync(string folder, bool quick, CancellationToken cancellationToken)
    {
        var (finished, running) = quick ? (2_000, 50) : (100_000, 1_000);
        await using var engine = await EmbeddedEngine.OpenAsync(Options(folder), cancellationToken);
        await engine.StartAsync(cancellationToken);
        foreach (var block in Enumerable.Range(0, finished).Chunk(2_000))
        {
            await Task.WhenAll(block.Select(i => engine.Client.StartAsync(BenchCode.FanOut, 1, new InstanceId($"done{i}"), cancellationToken)));
            foreach (var i in block) await engine.Client.WaitAsync(new InstanceId($"done{i}"), cancellationToken);
        }
        await Task.WhenAll(Enumerable.Range(0, running).Select(i => engine.Client.StartAsync(BenchCode.Waiting, 1, new InstanceId($"run{i}"), cancellationToken)));
        return $"{finished:N0} finished and {running:N0} running instances";
    }
}

internal sealed class LogRecoveryBenchmark : RecoveryBenchmark
{
    public override string Name => "engine.recovery-1000000-events";

    protected override double TargetMilliseconds => 5_000;

    protected override EmbeddedEngineOptions Options(string folder) =>
        EngineBench.Options(folder) with { SnapshotBytes = long.MaxValue / 2, MaxFinishedInMemory = int.MaxValue, SnapshotAfterLongRecovery = false };

    protected override async Task<string> PrepareAsync(string folder, bool quick, CancellationToken cancellationToken)
    {
        var (children, each) = quick ? (10, 100) : (500, 1_000);
        await using var engine = await EmbeddedEngine.OpenAsync(Options(folder), cancellationToken);
        await engine.StartAsync(cancellationToken);
        await engine.Client.StartAsync(BenchCode.Waiting, 1, new InstanceId("run0"), cancellationToken);
        await engine.Client.StartAsync(BenchCode.Tree, new[] { children, each }, new InstanceId("tree"), cancellationToken);
        await engine.Client.WaitAsync(new InstanceId("tree"), cancellationToken);
        return $"a log of {2 * children * each:N0} events ({children * each:N0} activities called and answered) without a snapshot";
    }
}
