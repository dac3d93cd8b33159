using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Logic.Semaphores;
using Serverless.Semaphores;
using Serverless.Semaphores.State;
using Serverless.Testing;

namespace Serverless.Benchmarks.Entities;

/// <summary>An embedded engine with semaphores; requests come from orchestrations, as those of blocks do.</summary>
internal sealed class SemaphoreBenchHub : IAsyncDisposable
{
    public static readonly LogicName Cycle = new("AcquireRelease", 1);
    public static readonly LogicName Touch = new("Touch", 1);

    private readonly TempFolder _folder = new();
    private EmbeddedEngine _engine = null!;

    public DurableClient Client => _engine.Client;

    public SemaphoreClient Semaphores => new(Client, "bench", TimeProvider.System);

    public static async Task<SemaphoreBenchHub> StartAsync(CancellationToken cancellationToken)
    {
        var hub = new SemaphoreBenchHub();
        var registry = new DurableRegistry()
            .AddSemaphores()
            .AddEntity("bare", new Bare())
            .AddOrchestrator(Cycle, static () => new CycleOrchestrator())
            .AddOrchestrator(Touch, static () => new TouchOrchestrator());
        hub._engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = hub._folder.Of("hub"), Registry = registry }, cancellationToken);
        await hub._engine.StartAsync(cancellationToken);
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Acquires, waits when it must, and releases, so often.</summary>
    private sealed class CycleOrchestrator : Orchestrator<int, int>
    {
        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            var semaphore = new SemaphoreId("bench", "db").Entity;
            for (var i = 0; i < input; i++)
            {
                var id = $"{context.InstanceId}.{i}";
                var waiter = new Waiter { Id = id, Instance = context.InstanceId.Value };
                var answer = (await context.CallEntityAsync<SemaphoreAnswer>(semaphore, "acquire", new SemaphoreAsk(new SemaphoreRequest.Acquire(waiter))))!;
                while (answer.Grant is null)
                {
                    await context.WaitForEventAsync<bool>(SemaphoreNames.GrantEvent(id));
                    answer = (await context.CallEntityAsync<SemaphoreAnswer>(semaphore, "acquire", new SemaphoreAsk(new SemaphoreRequest.Acquire(waiter with { Key = answer.Key ?? 0 }))))!;
                }
                context.SignalEntity(semaphore, "release", new SemaphoreAsk(new SemaphoreRequest.Release(id, answer.Grant!.Leases[0].Fence)));
            }
            return input;
        }
    }

    /// <summary>The same messages to an entity that does nothing: the engine's own limit.</summary>
    private sealed class TouchOrchestrator : Orchestrator<int, int>
    {
        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            for (var i = 0; i < input; i++)
            {
                await context.CallEntityAsync<int>(new EntityId("bare", "one"), "call", i);
                context.SignalEntity(new EntityId("bare", "one"), "signal", i);
            }
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
