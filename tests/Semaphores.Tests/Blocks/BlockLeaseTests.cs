using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Logic;
using Serverless.Logic.Blocks;
using Serverless.Logic.Messages;
using Serverless.Logic.Semaphores;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Blocks;

/// <summary>Blocks whose units hold semaphores, every step replayed; the activities here only count.</summary>
public sealed class BlockLeaseTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Counting _counting = new();
    private EmbeddedEngine _engine = null!;

    private SemaphoreClient Client => new(_engine.Client, "acme", TimeProvider.System);

    public async Task InitializeAsync()
    {
        _counting.Client = () => Client;
        var registry = new DurableRegistry()
            .AddSemaphores()
            .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
            .AddActivity(ActivityNames.LoadBlock, new LoadBlock())
            .AddActivity(ActivityNames.RunUnit, new RunUnit(_counting))
            .AddActivity(ActivityNames.AppendEvents, new AppendEvents());
        _engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = _folder.Of("hub"), Registry = registry, MaxConcurrentActivities = 12, ReplayEveryStep = true, Validate = true });
        await _engine.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TwoBlocks_ShareASemaphore_NeverAboveItsLimit()
    {
        await Client.RegisterAsync("db", 3, CancellationToken.None);

        var results = await Task.WhenAll(RunAsync(0), RunAsync(1));

        Assert.All(results, r => Assert.True(r.Outcome.Succeeded));
        Assert.All(results, r => Assert.Equal(LoadBlock.Units, r.Outcome.Done));
        Assert.InRange(_counting.Most, 2, 3);
        await Condition.WaitAsync("all leases are back", async () => (await Client.GetAsync("db", CancellationToken.None))!.Held == 0);
    }

    [Fact]
    public async Task Unit_WhoseReservationWasOver_AsksAgain()
    {
        await Client.RegisterAsync("db", 3, CancellationToken.None);
        _counting.Unadmitted = 5;

        var result = await RunAsync(0);

        Assert.Equal(LoadBlock.Units, result.Outcome.Done);
        Assert.Equal(0, _counting.Unadmitted);
    }

    [Fact]
    public async Task OnlyUnit_WhoseReservationWasOver_AsksAgain()
    {
        await Client.RegisterAsync("db", 1, CancellationToken.None);
        _counting.Unadmitted = 2;

        Assert.Equal(1, (await RunAsync(LoadBlock.OfOne)).Outcome.Done);
    }

    [Fact]
    public async Task UnknownSemaphore_FailsTheBlockAndSaysHowToMakeIt()
    {
        var result = await RunAsync(0);

        Assert.True(result.Outcome.Failed > 0);
        Assert.Contains("Make it with its limit", result.Failures[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelledUnit_TakesTheBlocksRequestsBack()
    {
        await Client.RegisterAsync("db", 1, CancellationToken.None);
        _counting.Cancels = true;

        var result = await RunAsync(0);

        Assert.True(result.Outcome.Cancelled);
        await Condition.WaitAsync("nothing is held or awaited", async () => await Client.GetAsync("db", CancellationToken.None) is { Held: 0, Pending: 0 });
    }

    [Fact]
    public async Task CancelledJob_WhoseUnitsAllWait_EndsAndTakesItsRequestsBack()
    {
        await Client.RegisterAsync("db", 1, CancellationToken.None);
        await Client.AcquireAsync("other", new Dictionary<string, int> { ["db"] = 1 }, new AcquireOptions(), CancellationToken.None);

        var running = RunAsync(0);
        await Condition.WaitAsync("the block waits", async () => await Client.GetAsync("db", CancellationToken.None) is { Pending: 1 });
        await _engine.Client.RaiseEventAsync(new InstanceId("acme~job:s0:b0"), JobSignals.Cancel, true, CancellationToken.None);

        Assert.True((await running).Outcome.Cancelled);
        await Condition.WaitAsync("nobody waits", async () => await Client.GetAsync("db", CancellationToken.None) is { Held: 1, Pending: 0 });
    }

    private async Task<StageResult> RunAsync(int block)
    {
        var id = new InstanceId($"acme~job:s0:b{block}");
        await _engine.Client.StartAsync(LogicNames.Block, new BlockInput(new JobKey("acme", "job"), 0, "plan", block, Window: 8, OnError.Stop), id, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var state = await _engine.Client.WaitAsync(id, patience.Token);
        Assert.True(state.Status == InstanceStatus.Completed, $"{state.Status}: {state.Failure?.Message}");
        return DurableJson.Read<StageResult>(state.Output)!;
    }

    private sealed class Counting
    {
        private readonly Lock _gate = new();
        private int _now;

        public Func<SemaphoreClient> Client { get; set; } = null!;

        public int Most { get; private set; }

        public int Unadmitted { get; set; }

        public bool Cancels { get; set; }

        public bool TakeUnadmitted()
        {
            lock (_gate)
            {
                if (Unadmitted == 0) return false;
                Unadmitted--;
                return true;
            }
        }

        public void Add(int change)
        {
            lock (_gate)
            {
                _now += change;
                Most = Math.Max(Most, _now);
            }
        }
    }

    private sealed class LoadBlock : Activity<BlockRequest, BlockLayout>
    {
        public const int Units = 30;

        /// <summary>The block with one unit.</summary>
        public const int OfOne = 9;

        public override Task<BlockLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken) =>
            Task.FromResult(new BlockLayout(input.Block * Units, [.. Enumerable.Range(0, UnitsOf(input)).Select(_ => Array.Empty<OrdinalRange>())])
            {
                Semaphores = [new Dictionary<string, int> { ["db"] = 1 }],
                // Every tenth holds nothing.
                SemaphoresOf = [.. Enumerable.Range(0, UnitsOf(input)).Select(u => u % 10 == 9 ? -1 : 0)],
            });

        private static int UnitsOf(BlockRequest input) => input.Block == OfOne ? 1 : Units;
    }

    private sealed class RunUnit(Counting counting) : Activity<UnitRequest, UnitReport>
    {
        public override async Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken)
        {
            var status = counting.Cancels ? UnitEnd.Cancelled : UnitEnd.Done;
            if (input.Leases is [var grant])
            {
                await using var held = await Serverless.Semaphores.Holding.HeldLeases.ActivateAsync(counting.Client(), [grant], TimeProvider.System, cancellationToken);
                if (held is null || counting.TakeUnadmitted()) return Report(UnitEnd.Unadmitted, input);
                counting.Add(1);
                await Task.Yield();
                counting.Add(-1);
            }
            return Report(status, input);
        }

        private static UnitReport Report(UnitEnd status, UnitRequest input) => new() { Status = status, Totals = new StageTotals(1, 1, 0, 0, 0), Seconds = 0, Node = $"n{input.Unit}" };
    }

    private sealed class AppendEvents : Activity<EventBatch, bool>
    {
        public override Task<bool> RunAsync(ActivityContext context, EventBatch input, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
