using Serverless.Client.Building;

namespace Serverless.Benchmarks.Tasks;

/// <summary>Tasks of 1 ms in one process: the share of the processors' time that goes into them.</summary>
internal sealed class MillisecondTasks : IBenchmark
{
    public string Name => "tasks.1ms-efficiency";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 200 : 20_000;
        await using var host = await MeasuredHost.StartAsync();
        await host.RunAsync(new JobGraph("warm").Range(10).Map(x => BenchSteps.SpinOne(x)).Count());
        var run = await host.RunAsync(new JobGraph("ms").Range(count).Map(x => BenchSteps.SpinOne(x)));
        var ideal = count * 0.001 / Environment.ProcessorCount;
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{count:N0} tasks of 1 ms over a range, one durable job on {Environment.ProcessorCount} cores, results stored",
            Value = Math.Round(ideal / run.Seconds, 4),
            Unit = "efficiency",
            Target = 0.95,
            Limit = 1,
            LimitIs = "tasks alone on all cores",
            Ratio = Math.Round(ideal / run.Seconds, 4),
            More = run.More(),
        };
    }
}
