using Serverless.Durable;
using Serverless.Logic.Semaphores;
using Serverless.Semaphores.State;
using Serverless.Semaphores.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Waiting;

/// <summary>Messages that nothing waits for may be lost, and operations may be repeated: no one waits for ever, and everything counts once.</summary>
public sealed class LostMessageTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Grant_WhoseEventIsLost_IsFoundByAskingAgain()
    {
        await using var hub = await SemaphoreHub.StartAsync(_time, registry: Unreliable(times: 1, static message => message == "event"));
        await hub.Semaphores.RegisterAsync("db", 1, None);
        var first = await hub.GrantAsync("a", "db");
        var second = hub.GrantAsync("b", "db");
        await hub.UntilPendingAsync("db", 1);

        await hub.Semaphores.ReleaseAsync("db", first.Leases[0], "", None);
        await Condition.WaitAsync("the second has it", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return second.IsCompleted;
        });

        Assert.Equal("b.db", (await second).Leases[0].Id);
    }

    [Fact]
    public async Task Withdraw_OfARequestThatWaitsWithoutBeingTold_EndsItSoon()
    {
        await using var hub = await SemaphoreHub.StartAsync(_time, registry: Unreliable(times: 1, static message => message == "event"));
        await hub.Semaphores.RegisterAsync("db", 1, None);
        await hub.GrantAsync("a", "db");
        var waiting = hub.Semaphores.AcquireAsync("b", SemaphoreHub.Of(("db", 1)), new AcquireOptions(), None);
        await hub.UntilPendingAsync("db", 1);

        await hub.Semaphores.WithdrawAsync("b", ["db"], None);

        Assert.Empty((await waiting).Grants);
        Assert.Equal(0, (await hub.Semaphores.GetAsync("db", None))!.Pending);
    }

    [Fact]
    public async Task EveryOperation_RunTwice_CountsOnce()
    {
        await using var hub = await SemaphoreHub.StartAsync(_time, registry: Unreliable(times: 2, static _ => false));
        await hub.Semaphores.RegisterAsync("db", 2, None);
        var first = await hub.GrantAsync("a", "db");
        var second = await hub.GrantAsync("b", "db");
        var third = hub.GrantAsync("c", "db");
        await hub.UntilPendingAsync("db", 1);
        Assert.Equal(SemaphoreStatus.Refused, (await hub.Semaphores.ReleaseAsync("db", first.Leases[0].Id, fence: 99, force: false, None)).Status);

        Assert.Equal(SemaphoreStatus.Done, (await hub.Semaphores.ReleaseAsync("db", first.Leases[0].Id, first.Leases[0].Fence, force: false, None)).Status);
        await hub.Semaphores.ReleaseAsync("db", (await third).Leases[0], "", None);
        await hub.Semaphores.WithdrawAsync("b", ["db"], None);

        var state = (await hub.Semaphores.GetAsync("db", None))!;
        Assert.Equal((0, 0), (state.Held, state.Pending));
        Assert.Equal((3L, 3L, 0L), (state.Totals.Acquired, state.Totals.Released, state.Totals.Withdrawn));
        Assert.Equal(["db"], await hub.Semaphores.ListAsync(None));
        Assert.NotEqual(first.Leases[0].Fence, second.Leases[0].Fence);
    }

    [Fact]
    public async Task Resize_RepeatedAfterAnother_DoesNotUndoIt()
    {
        await using var hub = await SemaphoreHub.StartAsync(_time);
        await hub.Semaphores.RegisterAsync("db", 2, None);
        var late = new SemaphoreCall("acme~db", new SemaphoreRequest.Resize(5));
        await CallAsync(hub, late);
        await hub.Semaphores.ResizeAsync("db", 3, None);

        // The answer of the first was lost: its caller asks again under the same name.
        Assert.Equal(SemaphoreStatus.Done, await CallAsync(hub, late));

        Assert.Equal(3, (await hub.Semaphores.GetAsync("db", None))!.Limit);
    }

    private static DurableRegistry Unreliable(int times, Func<string, bool> loses)
    {
        var registry = new DurableRegistry()
            .AddEntity(SemaphoreNames.Entity, new UnreliableEntity(new SemaphoreEntity(), times, loses))
            .AddEntity(SemaphoreNames.PageEntity, new UnreliableEntity(new SemaphorePageEntity(), 1, loses))
            .AddEntity(SemaphoreNames.IndexEntity, new UnreliableEntity(new SemaphoreIndexEntity(), times, loses))
            .AddOrchestrator(SemaphoreNames.Call, static () => new SemaphoreCallOrchestration())
            .AddOrchestrator(SemaphoreNames.Acquire, static () => new SemaphoreAcquireOrchestration())
            .AddOrchestrator(SemaphoreNames.Wait, static () => new SemaphoreWaitOrchestration());
        return registry;
    }

    private static async Task<SemaphoreStatus> CallAsync(SemaphoreHub hub, SemaphoreCall call)
    {
        var instance = new InstanceId("acme~semaphore:call-late");
        await hub.Client.StartAsync(SemaphoreNames.Call, call, instance, None);
        var status = (await hub.Client.WaitAsync(instance, None)).ReadOutput<SemaphoreAnswer>()!.Status;
        await hub.Client.PurgeAsync(instance, None);
        return status;
    }
}
