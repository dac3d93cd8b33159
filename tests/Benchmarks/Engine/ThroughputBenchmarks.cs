using Serverless.Durable;

namespace Serverless.Benchmarks.Engine;

internal sealed class FanOutBenchmark : ThroughputBenchmark
{
    public override string Name => "engine.fan-out-10000";

    protected override string Unit => "activities/s";

    protected override double Target => 20_000;

    protected override string Workload(bool quick) => $"one orchestration, {(quick ? 500 : 10_000):N0} activities at once, one record each, fsync";

    protected override async Task<int> RunAsync(EngineBench bench, string round, bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 500 : 10_000;
        await bench.RunAsync(BenchCode.FanOut, count, round, cancellationToken);
        return count;
    }
}

internal sealed class ChainsBenchmark : ThroughputBenchmark
{
    public override string Name => "engine.chains-1000x5";

    protected override string Unit => "steps/s";

    protected override double Target => 20_000;

    protected override string Workload(bool quick) => $"{(quick ? 50 : 1_000):N0} orchestrations at once, each 5 activities one after the other, fsync";

    protected override async Task<int> RunAsync(EngineBench bench, string round, bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 50 : 1_000;
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => bench.RunAsync(BenchCode.Chain, 5, $"{round}-{i}", cancellationToken)));
        return count * 5;
    }
}

internal sealed class SignalsBenchmark : ThroughputBenchmark
{
    public override string Name => "engine.signals-one-entity";

    protected override string Unit => "signals/s";

    protected override double Target => 20_000;

    protected override string Workload(bool quick) => $"{(quick ? 500 : 20_000):N0} signals of a client to one entity, each acknowledged durable, fsync";

    protected override async Task<int> RunAsync(EngineBench bench, string round, bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 500 : 20_000;
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => bench.Client.SignalEntityAsync(new EntityId("counter", round), "add", 1, cancellationToken)));
        return (await bench.Client.GetEntityAsync<BenchCode.Total>(new EntityId("counter", round), cancellationToken))?.Value == count
            ? count
            : throw new InvalidOperationException("Signals were lost.");
    }
}

internal sealed class EntityCallsBenchmark : ThroughputBenchmark
{
    public override string Name => "engine.calls-100-entities";

    protected override string Unit => "calls/s";

    protected override double Target => 10_000;

    protected override string Workload(bool quick) => $"{(quick ? 50 : 1_000):N0} orchestrations at once, each calls 10 of 100 entities one after the other, fsync";

    protected override async Task<int> RunAsync(EngineBench bench, string round, bool quick, CancellationToken cancellationToken)
    {
        var count = quick ? 50 : 1_000;
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => bench.RunAsync(BenchCode.Caller, new[] { 10, 100, i }, $"{round}-{i}", cancellationToken)));
        return count * 10;
    }
}
