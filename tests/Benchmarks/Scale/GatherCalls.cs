using Serverless.Benchmarks.Tasks;
using Serverless.Client.Building;

namespace Serverless.Benchmarks.Scale;

/// <summary>One call that gathers 100,000 calls, as one durable job.</summary>
internal class GatherCalls : GrowthBenchmark
{
    public override string Name => "scale.gather-100000";

    protected override string Workload => "one call that takes the results of so many calls, checked, planned and run as one durable job";

    protected override int Largest => 100_000;

    protected override async Task<double> SecondsAsync(int size, CancellationToken cancellationToken)
    {
        var graph = new JobGraph("gather");
        var calls = new Delayed<long>[size];
        for (var i = 0; i < size; i++)
        {
            var start = (long)i;
            calls[i] = graph.Call(() => BenchSteps.Square(start));
        }
        var list = graph.List(calls);
        var all = Gather(graph.Call(() => ScaleSteps.Total(list)));
        await using var host = await MeasuredHost.StartAsync();
        var run = await host.RunAsync(all);
        if (await run.Job.GetAsync(all, cancellationToken) != size) throw new InvalidOperationException("The call was not given all of them.");
        return run.Seconds;
    }

    protected virtual Delayed<long> Gather(Delayed<long> call) => call;
}

/// <summary>The same with a policy on the call, which makes it a unit of its own.</summary>
internal sealed class GatherCallsWithTimeout : GatherCalls
{
    public override string Name => "scale.gather-with-timeout-100000";

    protected override Delayed<long> Gather(Delayed<long> call) => call.With(p => p with { Timeout = TimeSpan.FromMinutes(10) });
}
