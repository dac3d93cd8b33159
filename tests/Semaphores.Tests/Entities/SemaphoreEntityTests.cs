using Serverless.Durable;
using Serverless.Semaphores.State;
using Serverless.Semaphores.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Entities;

public sealed class SemaphoreEntityTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private SemaphoreHub _hub = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => _hub = await SemaphoreHub.StartAsync(_time);

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Acquire_FromAnUnknownSemaphore_IsAnsweredAndLeavesNone()
    {
        var granted = await _hub.Semaphores.AcquireAsync("a", SemaphoreHub.Of(("db", 1)), new AcquireOptions(), None);

        Assert.Equal(SemaphoreStatus.Unknown, granted.Answer.Status);
        Assert.Empty(await _hub.Semaphores.ListAsync(None));
        Assert.Null(await _hub.Semaphores.GetAsync("db", None));
    }

    [Fact]
    public async Task Register_NewSemaphores_AreListedByName()
    {
        await _hub.Semaphores.RegisterAsync("erp", 2, None);
        await _hub.Semaphores.RegisterAsync("db", 2, None);

        await Condition.WaitAsync("both are listed", async () => (await _hub.Semaphores.ListAsync(None)).SequenceEqual(["db", "erp"]));
    }

    [Fact]
    public async Task Acquire_WhileAllIsHeld_WaitsUntilARelease()
    {
        await _hub.Semaphores.RegisterAsync("db", 1, None);
        var first = await _hub.GrantAsync("a", "db");
        var second = _hub.GrantAsync("b", "db");
        await _hub.UntilPendingAsync("db", 1);
        Assert.False(second.IsCompleted);

        var answer = await _hub.Semaphores.ReleaseAsync("db", first.Leases[0].Id, first.Leases[0].Fence, force: false, None);

        Assert.Equal(SemaphoreStatus.Done, answer.Status);
        Assert.True((await second).Leases[0].Fence > first.Leases[0].Fence);
    }

    [Fact]
    public async Task Acquire_WithTimeout_EndsThenAndLeavesTheQueue()
    {
        await _hub.Semaphores.RegisterAsync("db", 1, None);
        await _hub.GrantAsync("a", "db");
        var waiting = _hub.Semaphores.AcquireAsync("b", SemaphoreHub.Of(("db", 1)), new AcquireOptions { Timeout = TimeSpan.FromSeconds(5) }, None);
        await _hub.UntilPendingAsync("db", 1);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(SemaphoreStatus.TimedOut, (await waiting).Answer.Status);
        await _hub.UntilPendingAsync("db", 0);
    }

    [Fact]
    public async Task Acquire_TimeoutZero_SucceedsWhenFree()
    {
        await _hub.Semaphores.RegisterAsync("db", 1, None);
        var now = new AcquireOptions { Timeout = TimeSpan.Zero };

        Assert.Single((await _hub.Semaphores.AcquireAsync("a", SemaphoreHub.Of(("db", 1)), now, None)).Grants);
        Assert.Empty((await _hub.Semaphores.AcquireAsync("b", SemaphoreHub.Of(("db", 1)), now, None)).Grants);
    }

    [Fact]
    public async Task Acquire_AgainWithTheSameId_GivesTheSameLease()
    {
        await _hub.Semaphores.RegisterAsync("db", 2, None);

        var first = await _hub.GrantAsync("a", "db");
        var second = await _hub.GrantAsync("a", "db");

        Assert.Equal(first.Leases, second.Leases);
        Assert.Equal(1, (await _hub.Semaphores.GetAsync("db", None))!.Held);
    }

    [Fact]
    public async Task Acquire_SeveralSemaphoresOneUnavailable_HoldsNone()
    {
        await _hub.Semaphores.RegisterAsync("a", 1, None);
        await _hub.Semaphores.RegisterAsync("b", 1, None);
        await _hub.GrantAsync("holder", "b");

        var granted = await _hub.Semaphores.AcquireAsync("both", SemaphoreHub.Of(("a", 1), ("b", 1)), new AcquireOptions { Timeout = TimeSpan.Zero }, None);

        Assert.Empty(granted.Grants);
        await Condition.WaitAsync("a is free again", async () => (await _hub.Semaphores.GetAsync("a", None))!.Held == 0);
    }

    [Fact]
    public async Task Acquire_SeveralSemaphoresInOppositeOrders_AllEnd()
    {
        await _hub.Semaphores.RegisterAsync("a", 1, None);
        await _hub.Semaphores.RegisterAsync("b", 1, None);
        var orders = new[] { SemaphoreHub.Of(("a", 1), ("b", 1)), SemaphoreHub.Of(("b", 1), ("a", 1)) };
        var ended = 0;
        var all = Enumerable.Range(0, 12).Select(async i =>
        {
            var granted = await _hub.Semaphores.AcquireAsync($"r{i}", orders[i % 2], new AcquireOptions(), None);
            Assert.Equal(2, granted.Grants.Count);
            foreach (var grant in granted.Grants) await _hub.Semaphores.ReleaseAsync(grant.Semaphore, grant.Leases[0], "", None);
            Interlocked.Increment(ref ended);
        }).ToList();

        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(12, ended);
    }

    [Fact]
    public async Task Acquire_SecondSemaphoreTakesLong_KeepsTheFirstReserved()
    {
        await _hub.Semaphores.RegisterAsync("a", 1, None);
        await _hub.Semaphores.RegisterAsync("b", 1, None);
        var blocker = await _hub.GrantAsync("holder", "b");
        await _hub.Semaphores.HeartbeatAsync("b", blocker.Leases[0], new(1, Activates: true, TimeSpan.FromHours(2)), None);
        var both = _hub.Semaphores.AcquireAsync("both", SemaphoreHub.Of(("a", 1), ("b", 1)), new AcquireOptions(), None);
        await _hub.UntilPendingAsync("b", 1);

        for (var i = 0; i < 6; i++)
        {
            var before = (await _hub.Semaphores.GetAsync("a", None))!.Leases[0].Expiry;
            _time.Advance(SemaphoreSettings.DefaultReservationTime / 2);
            await Condition.WaitAsync("the reservation is renewed", async () => (await _hub.Semaphores.GetAsync("a", None))!.Leases is [var lease] && lease.Expiry > before);
        }
        await _hub.Semaphores.ReleaseAsync("b", blocker.Leases[0], "", None);

        Assert.Equal(2, (await both).Grants.Count);
        Assert.Equal(0, (await _hub.Semaphores.GetAsync("a", None))!.Totals.Expired);
    }

    [Fact]
    public async Task Restart_OfEverything_KeepsLeasesWaitersAndExpiries()
    {
        await _hub.Semaphores.RegisterAsync("db", 1, None);
        await _hub.GrantAsync("a", "db");
        await _hub.Client.StartAsync(SemaphoreNames.Call, new SemaphoreCall("acme~db", new SemaphoreRequest.Acquire(new() { Id = "b", Instance = "acme~nobody" })), new InstanceId("b"), None);
        await _hub.UntilPendingAsync("db", 1);

        await _hub.RestartAsync();
        Assert.Equal("a.db", (await _hub.Semaphores.GetAsync("db", None))!.Leases[0].Id);
        _time.Advance(SemaphoreSettings.DefaultReservationTime);

        // No one asks anything: the sweep that the entity sent itself frees the place of a holder that is gone.
        await Condition.WaitAsync("the waiter got it", async () => (await _hub.Semaphores.GetAsync("db", None))!.Leases is [{ Id: "b" }]);
    }

    [Fact]
    public async Task Withdraw_WhileWaiting_EndsTheRequest()
    {
        await _hub.Semaphores.RegisterAsync("db", 1, None);
        await _hub.GrantAsync("a", "db");
        var waiting = _hub.Semaphores.AcquireAsync("b", SemaphoreHub.Of(("db", 1)), new AcquireOptions(), None);
        await _hub.UntilPendingAsync("db", 1);

        await _hub.Semaphores.WithdrawAsync("b", ["db"], None);

        Assert.Empty((await waiting).Grants);
        await _hub.UntilPendingAsync("db", 0);
    }

    [Fact]
    public async Task LongQueue_DrainsInOrderOfArrival()
    {
        const int Waiters = 300;
        await _hub.DisposeAsync();
        _hub = await SemaphoreHub.StartAsync(_time, replays: false);
        await _hub.Semaphores.RegisterAsync("db", 1, None);
        var first = await _hub.GrantAsync("first", "db");
        var waiting = new List<Task<Grant>>();
        for (var i = 0; i < Waiters; i++)
        {
            waiting.Add(_hub.GrantAsync($"w{i}", "db"));
            if (i % 50 == 49) await _hub.UntilPendingAsync("db", i + 1);
        }
        await _hub.UntilPendingAsync("db", Waiters);

        await _hub.Semaphores.ReleaseAsync("db", first.Leases[0], "", None);
        var fences = new List<long>();
        foreach (var next in waiting)
        {
            var grant = await next.WaitAsync(TimeSpan.FromSeconds(20));
            fences.Add(grant.Leases[0].Fence);
            await _hub.Semaphores.ReleaseAsync("db", grant.Leases[0], "", None);
        }

        Assert.Equal(Enumerable.Range(2, Waiters).Select(f => (long)f), fences);
    }
}
