using Serverless.Durable;

namespace Serverless.Benchmarks.Engine;

/// <summary>What the engine's benchmarks run: nothing but the engine's own work.</summary>
internal static class BenchCode
{
    public static LogicName FanOut { get; } = new("FanOut", 1);

    public static LogicName Tree { get; } = new("Tree", 1);

    public static LogicName Chain { get; } = new("Chain", 1);

    public static LogicName Caller { get; } = new("Caller", 1);

    public static LogicName Waiting { get; } = new("Waiting", 1);

    public static LogicName Sleeping { get; } = new("Sleeping", 1);

    /// <summary>When each activity ran, where a benchmark wants to know; in ticks of the stopwatch.</summary>
    public static long[]? Stamps { get; set; }

    public static DurableRegistry Registry() => new DurableRegistry()
        .AddActivity("next", new Next())
        .AddEntity("counter", new Counter())
        .AddOrchestrator(FanOut, () => new FanOutOrchestrator())
        .AddOrchestrator(Tree, () => new TreeOrchestrator())
        .AddOrchestrator(Chain, () => new ChainOrchestrator())
        .AddOrchestrator(Waiting, () => new WaitingOrchestrator())
        .AddOrchestrator(Sleeping, () => new SleepingOrchestrator())
        .AddOrchestrator(Caller, () => new CallerOrchestrator());

    private sealed class Next : Activity<int, int>
    {
        public override Task<int> RunAsync(ActivityContext context, int input, CancellationToken cancellationToken)
        {
            if (Stamps is { } stamps && input < stamps.Length) stamps[input] = System.Diagnostics.Stopwatch.GetTimestamp();
            return Task.FromResult(input + 1);
        }
    }

    private sealed class FanOutOrchestrator : Orchestrator<int, long>
    {
        public override async Task<long> RunAsync(OrchestrationContext context, int input)
        {
            var all = await Task.WhenAll(Enumerable.Range(0, input).Select(i => context.CallActivityAsync<int>("next", i)));
            return all.Sum(n => (long)n);
        }
    }

    private sealed class TreeOrchestrator : Orchestrator<int[], long>
    {
        public override async Task<long> RunAsync(OrchestrationContext context, int[] input)
        {
            // input: how many children, how many activities in each.
            var all = await Task.WhenAll(Enumerable.Range(0, input[0]).Select(_ => context.CallSubOrchestrationAsync<long>(FanOut, input[1])));
            return all.Sum();
        }
    }

    private sealed class ChainOrchestrator : Orchestrator<int, int>
    {
        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            var n = 0;
            for (var i = 0; i < input; i++) n = await context.CallActivityAsync<int>("next", n);
            return n;
        }
    }

    private sealed class CallerOrchestrator : Orchestrator<int[], long>
    {
        public override async Task<long> RunAsync(OrchestrationContext context, int[] input)
        {
            // input: calls, entities, first entity.
            var last = 0L;
            for (var i = 0; i < input[0]; i++) last = await context.CallEntityAsync<long>(new EntityId("counter", $"{(input[2] + i) % input[1]}"), "add", 1);
            return last;
        }
    }

    private sealed class WaitingOrchestrator : Orchestrator<int, int>
    {
        public override Task<int> RunAsync(OrchestrationContext context, int input) => context.WaitForEventAsync<int>("go");
    }

    private sealed class SleepingOrchestrator : Orchestrator<int, int>
    {
        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            await context.CreateTimerAsync(context.Now.AddDays(1), CancellationToken.None);
            return input;
        }
    }

    internal sealed record Total(long Value);

    private sealed class Counter : Entity<Total>
    {
        protected override Total Create(EntityId id) => new(0);

        protected override Total? Run(EntityOperation operation, Total state)
        {
            var next = new Total(state.Value + operation.GetInput<int>());
            operation.Return(next.Value);
            return next;
        }
    }
}
