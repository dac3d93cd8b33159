using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic;
using Serverless.Logic.Blocks;
using Serverless.Logic.Messages;
using Serverless.Logic.Semaphores;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;
using Serverless.Semaphores.State;
using Serverless.Semaphores.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Waiting;

/// <summary>Waiting costs no history, however long it takes: histories are short here, and time is the tests'.</summary>
public sealed class LongWaitTests
{
    private const int Units = 100;

    private readonly ManualTime _time = new();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Request_ThatWaitsAMonth_GetsItsLeaseThen()
    {
        await using var hub = await SemaphoreHub.StartAsync(_time, history: 150);
        var blocker = await HoldAsync(hub, "db");
        var waiting = hub.Semaphores.AcquireAsync("b", SemaphoreHub.Of(("db", 1)), new AcquireOptions(), None);
        await hub.UntilPendingAsync("db", 1);

        // Ten histories' worth of asking again, and then the rest of the month.
        for (var i = 0; i < 150; i++) await PassAsync(hub, "acme~semaphore:b:w0.0", TimeSpan.FromMinutes(5));
        await PassAsync(hub, "acme~semaphore:b:w0.0", TimeSpan.FromDays(29));
        Assert.False(waiting.IsCompleted);
        await hub.Semaphores.ReleaseAsync("db", blocker, "holder", None);

        Assert.Single((await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Grants);
    }

    [Fact]
    public async Task Block_WithAHundredLeasesThatWaitsForASecondSemaphore_KeepsThemAndRunsThen()
    {
        var registry = new DurableRegistry()
            .AddSemaphores()
            .AddOrchestrator(LogicNames.Block, static () => new BlockOrchestration())
            .AddActivity(ActivityNames.LoadBlock, new LoadBlock())
            .AddActivity(ActivityNames.RunUnit, new RunUnit())
            .AddActivity(ActivityNames.AppendEvents, new AppendEvents());
        // A block's own history: an answer and a call for each unit.
        await using var hub = await SemaphoreHub.StartAsync(_time, replays: false, registry, history: 5 * Units);
        await hub.Semaphores.RegisterAsync("a", Units, None);
        var blocker = await HoldAsync(hub, "b", Units);
        var block = new InstanceId("acme~job:s0:b0");
        await hub.Client.StartAsync(LogicNames.Block, new BlockInput(new JobKey("acme", "job"), 0, "plan", 0, Window: Units, OnError.Stop), block, None);
        await hub.UntilPendingAsync("b", 1);

        for (var i = 0; i < 200; i++) await PassAsync(hub, "acme~job:s0:b0:w0.1", SemaphoreSettings.DefaultReservationTime / 2);
        var held = (await hub.Semaphores.GetAsync("a", None))!;
        await hub.Semaphores.ReleaseAsync("b", blocker, "holder", None);
        var end = await hub.Client.WaitAsync(block, None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((Units, 0L), (held.Held, held.Totals.Expired));
        Assert.True(end.Status == InstanceStatus.Completed, end.Failure?.Message);
        Assert.Equal(Units, DurableJson.Read<StageResult>(end.Output)!.Outcome.Done);
    }

    private static async Task<GrantedLease> HoldAsync(SemaphoreHub hub, string name, int limit = 1)
    {
        await hub.Semaphores.RegisterAsync(name, limit, None);
        var grant = await hub.GrantAsync("holder", name, limit);
        await hub.Semaphores.HeartbeatAsync(name, grant.Leases[0], new(1, Activates: true, TimeSpan.FromDays(60), "holder"), None);
        return grant.Leases[0];
    }

    // Until the one who waits has asked again.
    private async Task PassAsync(SemaphoreHub hub, string waits, TimeSpan time)
    {
        _time.Advance(time);
        await Condition.WaitAsync($"{waits} asked again", async () =>
            (await hub.Client.GetAsync(new InstanceId(waits), None)) is { } state && (state.HasEnded ? throw new InvalidOperationException($"{state.Status}: {state.Failure?.Message}") : state.UpdatedAt == _time.GetUtcNow()));
    }

    private sealed class LoadBlock : Activity<BlockRequest, BlockLayout>
    {
        public override Task<BlockLayout> RunAsync(ActivityContext context, BlockRequest input, CancellationToken cancellationToken) =>
            Task.FromResult(new BlockLayout(0, [.. Enumerable.Range(0, Units).Select(_ => Array.Empty<OrdinalRange>())])
            {
                Semaphores = [new Dictionary<string, int> { ["a"] = 1, ["b"] = 1 }],
                SemaphoresOf = [.. Enumerable.Repeat(0, Units)],
            });
    }

    private sealed class RunUnit : Activity<UnitRequest, UnitReport>
    {
        public override Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken) =>
            Task.FromResult(new UnitReport { Status = UnitEnd.Done, Totals = new StageTotals(1, 1, 0, 0, 0), Seconds = 0, Node = $"n{input.Unit}" });
    }

    private sealed class AppendEvents : Activity<EventBatch, bool>
    {
        public override Task<bool> RunAsync(ActivityContext context, EventBatch input, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
