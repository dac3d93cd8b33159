using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Logic.Claims;
using Serverless.Testing;

namespace Serverless.Benchmarks.Entities;

/// <summary>What claiming a node costs a job that has to wait for no one: claim, then give back, one after the other.</summary>
internal sealed class ClaimNode : IBenchmark
{
    private static readonly LogicName Claiming = new("Claiming", 1);
    private static readonly LogicName Calling = new("Calling", 1);

    public string Name => "entities.claim";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var claims = quick ? 50 : 500;
        using var folder = new TempFolder();
        var registry = new DurableRegistry()
            .AddEntity(ClaimNames.Entity, new ClaimShardEntity())
            .AddEntity("bare", new Bare())
            .AddOrchestrator(Claiming, static () => new ClaimingOrchestrator())
            .AddOrchestrator(Calling, static () => new CallingOrchestrator());
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder.Of("hub"), Registry = registry }, cancellationToken);
        await engine.StartAsync(cancellationToken);
        var (value, limit) = (double.MaxValue, double.MaxValue);
        var rounds = quick ? 1 : 5;
        for (var round = 0; round < rounds; round++)
        {
            value = Math.Min(value, await RunAsync(engine, Claiming, $"claiming-{round}", claims, cancellationToken));
            limit = Math.Min(limit, await RunAsync(engine, Calling, $"calling-{round}", claims, cancellationToken));
        }
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"one job claims and gives back {claims} nodes one after the other, fsync, best of {rounds}",
            Value = Math.Round(value, 3),
            Unit = "ms/claim",
            Target = 2,
            LowerIsBetter = true,
            Limit = Math.Round(limit, 3),
            LimitIs = "two calls to an entity that does nothing, the second not awaited",
            Ratio = Math.Round(limit / value, 3),
        };
    }

    private static async Task<double> RunAsync(EmbeddedEngine engine, LogicName logic, string id, int count, CancellationToken cancellationToken)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await engine.Client.StartAsync(logic, count, new InstanceId(id), cancellationToken);
        var end = await engine.Client.WaitAsync(new InstanceId(id), cancellationToken);
        return end.Status == InstanceStatus.Completed ? clock.Elapsed.TotalMilliseconds / count : throw new InvalidOperationException($"{end.Status}: {end.Failure?.Message}");
    }

    private sealed class ClaimingOrchestrator : Orchestrator<int, int>
    {
        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            var cancelled = context.WaitForEventAsync<bool>(JobSignals.Cancel);
            var desk = new ClaimCoordinator(context, new JobKey("bench", context.InstanceId.Value), cancelled);
            for (var i = 0; i < input; i++)
            {
                await desk.AcquireAsync([$"{i % 256:x2}{new string('0', 62)}"]);
                desk.ReleaseAll();
            }
            await desk.SettleAsync();
            return input;
        }
    }

    private sealed class CallingOrchestrator : Orchestrator<int, int>
    {
        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            var second = Task.FromResult(0);
            for (var i = 0; i < input; i++)
            {
                await context.CallEntityAsync<int>(new EntityId("bare", $"{i % 256:x2}"), "call", i);
                second = context.CallEntityAsync<int>(new EntityId("bare", $"{i % 256:x2}"), "call", i);
            }
            await second;
            return input;
        }
    }

    private sealed class Bare : Entity<Bare.Last>
    {
        public sealed record Last(int Value);

        protected override Last Create(EntityId id) => new(0);

        protected override Last Run(EntityOperation operation, Last state)
        {
            operation.Return(state.Value);
            return new Last(operation.GetInput<int>());
        }
    }
}
