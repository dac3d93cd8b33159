using Serverless.Benchmarks.Tasks;
using Serverless.Client.Building;

namespace Serverless.Benchmarks.Scale;

/// <summary>200,000 calls on two earlier ones each, as one durable job.</summary>
internal sealed class ManyCalls : GrowthBenchmark
{
    public override string Name => "scale.calls-200000";

    protected override string Workload => "so many calls on two earlier results each, checked, planned and run as one durable job";

    protected override int Largest => 200_000;

    protected override async Task<double> SecondsAsync(int size, CancellationToken cancellationToken)
    {
        var graph = new JobGraph("calls");
        var random = new Random(1);
        var calls = new List<Delayed<long>>(size) { graph.Call(() => BenchSteps.Square(3)) };
        while (calls.Count < size)
        {
            var (left, right) = (calls[^(1 + random.Next(Math.Min(calls.Count, 100)))], calls[^(1 + random.Next(Math.Min(calls.Count, 100)))]);
            calls.Add(graph.Call(() => BenchSteps.Add(left, right)));
        }
        await using var host = await MeasuredHost.StartAsync();
        return (await host.RunAsync(calls[^1])).Seconds;
    }
}
