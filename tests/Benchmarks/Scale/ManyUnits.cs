using Serverless.Benchmarks.Tasks;
using Serverless.Client.Building;
using Serverless.Embedded;

namespace Serverless.Benchmarks.Scale;

/// <summary>10,000 partitions, each a unit of its own, and as many units that each need one of them.</summary>
internal sealed class ManyUnits : GrowthBenchmark
{
    public override string Name => "scale.partitions-10000";

    protected override string Workload => "a stored map of so many partitions, a unit each, and a second one over it, as one durable job";

    protected override int Largest => 10_000;

    protected override async Task<double> SecondsAsync(int size, CancellationToken cancellationToken)
    {
        var graph = new JobGraph("partitions");
        var first = graph.Range(size).Map(x => BenchSteps.Square(x)).Keep();
        var second = first.Map(x => BenchSteps.Square(x));
        await using var host = await LocalHost.StartAsync(new LocalHostOptions { MaxUnitTasks = 1 }, cancellationToken);
        return await MeasureAsync(() => host.ComputeAsync([first, second], progress: null, cancellationToken));
    }
}
