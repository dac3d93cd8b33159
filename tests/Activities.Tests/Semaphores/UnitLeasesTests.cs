using Serverless.Activities.Semaphores;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Logic.Semaphores;
using Serverless.Semaphores;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Semaphores;

/// <summary>Leases of a unit, over a real engine.</summary>
public sealed class UnitLeasesTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private EmbeddedEngine _engine = null!;

    private static CancellationToken None => CancellationToken.None;

    private SemaphoreClient Client => new(_engine.Client, "acme", TimeProvider.System);

    private UnitSemaphores Semaphores => new(() => _engine.Client, TimeProvider.System);

    private static UnitRequest Request => new(new JobKey("acme", "job"), 0, "plan", 7, 1);

    public async Task InitializeAsync()
    {
        _engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = _folder.Of("hub"), Registry = new DurableRegistry().AddSemaphores() });
        await _engine.StartAsync(None);
        await Client.RegisterAsync("db", 1, None);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acquire_FromInsideATask_HoldsAnActiveLeaseUntilDisposed()
    {
        await using var unit = (await UnitLeases.ActivateAsync(Semaphores, Request, None))!;

        await using (var lease = await unit.AcquireAsync("db", None))
        {
            Assert.True(lease.IsHeld);
            Assert.True(Assert.Single((await Client.GetAsync("db", None))!.Leases).Active);
        }

        await Condition.WaitAsync("it is back", async () => (await Client.GetAsync("db", None))!.Held == 0);
        await using var again = await unit.AcquireAsync("db", None);
        Assert.True(again.Fence > 1);
    }

    [Fact]
    public async Task Acquire_WhatThePolicyHolds_IsRefused()
    {
        var grant = Assert.Single((await Client.AcquireAsync("block", new Dictionary<string, int> { ["db"] = 1 }, new AcquireOptions(), None)).Grants);
        await using var unit = (await UnitLeases.ActivateAsync(Semaphores, Request with { Leases = [grant] }, None))!;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await unit.AcquireAsync("db", None));

        Assert.Contains("policy holds semaphore 'db'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_WhatTheTaskHolds_IsRefused()
    {
        await using var unit = (await UnitLeases.ActivateAsync(Semaphores, Request, None))!;
        await using var lease = await unit.AcquireAsync("db", None);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await unit.AcquireAsync("db", None));
    }

    [Fact]
    public async Task Acquire_UnknownSemaphore_SaysHowToMakeIt()
    {
        await using var unit = (await UnitLeases.ActivateAsync(Semaphores, Request, None))!;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await unit.AcquireAsync("other", None));

        Assert.Contains("Make it with its limit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_CancelledWhileWaiting_LeavesTheQueue()
    {
        await using var unit = (await UnitLeases.ActivateAsync(Semaphores, Request, None))!;
        await Client.AcquireAsync("other", new Dictionary<string, int> { ["db"] = 1 }, new AcquireOptions(), None);
        using var cancel = new CancellationTokenSource();
        var waiting = unit.AcquireAsync("db", cancel.Token).AsTask();
        await Condition.WaitAsync("it waits", async () => (await Client.GetAsync("db", None))!.Pending == 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Condition.WaitAsync("it is out", async () => (await Client.GetAsync("db", None))!.Pending == 0);
    }

    [Fact]
    public async Task Activate_TheSameReservationTwice_IsTheFirstOnesAlone()
    {
        var grant = Assert.Single((await Client.AcquireAsync("block", new Dictionary<string, int> { ["db"] = 1 }, new AcquireOptions(), None)).Grants);
        await using var first = await UnitLeases.ActivateAsync(Semaphores, Request with { Leases = [grant] }, None);

        // The same unit handed out again, as after a host that was thought dead.
        Assert.Null(await UnitLeases.ActivateAsync(Semaphores, Request with { Leases = [grant] }, None));

        Assert.NotNull(first);
        Assert.Equal(1, (await Client.GetAsync("db", None))!.Held);
    }

    [Fact]
    public async Task Abandon_LeavesWhatTheTaskTook_ToExpire()
    {
        var unit = (await UnitLeases.ActivateAsync(Semaphores, Request, None))!;
        var lease = await unit.AcquireAsync("db", None);

        unit.Abandon();
        await lease.DisposeAsync();
        await unit.DisposeAsync();

        var state = (await Client.GetAsync("db", None))!;
        Assert.Equal((1, 0L), (state.Held, state.Totals.Released));
    }
}
