using Serverless.Semaphores.State;

namespace Serverless.Semaphores.Tests.State;

public sealed class SemaphoreMachineTests
{
    private readonly SemaphoreWorld _world = new(new Random(1));

    [Fact]
    public void Acquire_NobodyMadeTheSemaphore_SaysHowToMakeIt()
    {
        var answer = _world.Ask(Request("a"));

        Assert.Equal(SemaphoreStatus.Unknown, answer.Status);
        Assert.Contains("Make it with its limit", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_WithAnotherLimit_IsRefusedAndChangesNothing()
    {
        Make(3);

        var answer = _world.Ask(new SemaphoreRequest.Register(4));

        Assert.Equal(SemaphoreStatus.Refused, answer.Status);
        Assert.Equal(3, _world.State.Limit);
    }

    [Fact]
    public void Resize_ToLessThanIsHeld_TakesNothingAwayAndGrantsNothing()
    {
        Make(2);
        _world.Ask(Request("a"));
        _world.Ask(Request("b"));

        _world.Ask(new SemaphoreRequest.Resize(1));
        _world.Ask(Request("c"));
        Release("a");

        Assert.Equal(["b"], _world.State.Leases.Select(l => l.Id));
        Release("b");
        Assert.Equal(["c"], _world.State.Leases.Select(l => l.Id));
    }

    [Fact]
    public void Resize_BelowWhatTheFirstWaiterAsks_RefusesItAndServesTheNext()
    {
        Make(2);
        _world.Ask(Request("a", count: 2));
        _world.Ask(Request("b", count: 2));
        _world.Ask(Request("c"));

        _world.Ask(new SemaphoreRequest.Resize(1));
        Release("a");

        Assert.Contains(_world.Told, t => t is { Request: "b", Answer.Status: SemaphoreStatus.Refused });
        Assert.Equal(["c"], _world.State.Leases.Select(l => l.Id));
    }

    [Fact]
    public void Acquire_AgainWithTheSameId_CountsOnce()
    {
        Make(2);

        var first = _world.Ask(Request("a")).Grant!;
        var second = _world.Ask(Request("a")).Grant!;

        Assert.Equal(first.Leases, second.Leases);
        Assert.Equal(1, _world.State.Held);
        Assert.Equal(1, _world.State.Totals.Acquired);
    }

    [Fact]
    public void Acquire_WithoutWaiting_SucceedsWhenFreeAndElseLeavesNoTrace()
    {
        Make(1);

        Assert.Equal(SemaphoreStatus.Granted, _world.Ask(new SemaphoreRequest.Acquire(Waiter("a")) { Try = true }).Status);
        Assert.Equal(SemaphoreStatus.TimedOut, _world.Ask(new SemaphoreRequest.Acquire(Waiter("b")) { Try = true }).Status);
        Assert.Equal(0, _world.State.Pending);
    }

    [Fact]
    public void Acquire_MoreThanTheLimit_IsRefused()
    {
        Make(2);

        Assert.Equal(SemaphoreStatus.Refused, _world.Ask(Request("a", count: 3)).Status);
    }

    [Fact]
    public void Acquire_ForSeveralHolders_GrantsAsManyAsFit()
    {
        Make(5);
        _world.Ask(Request("a"));

        var grant = _world.Ask(new SemaphoreRequest.Acquire(Waiter("b", count: 2) with { UpTo = 10 })).Grant!;

        Assert.Equal(["b.0", "b.1"], grant.Leases.Select(l => l.Id));
        Assert.Equal(5, _world.State.Held);
    }

    [Fact]
    public void Acquire_ManyLeases_AreNotPassedByFew()
    {
        Make(2);
        _world.Ask(Request("a"));
        _world.Ask(Request("many", count: 2));
        _world.Ask(Request("few"));

        Assert.Equal(["a"], _world.State.Leases.Select(l => l.Id));
        Release("a");
        Assert.Equal(["many"], _world.State.Leases.Select(l => l.Id));
    }

    [Fact]
    public void Release_Twice_IsAnErrorWithoutAChange()
    {
        Make(1);
        _world.Ask(Request("a"));
        Release("a");
        var before = _world.State.Totals;

        Assert.Equal(SemaphoreStatus.NotHeld, _world.Ask(new SemaphoreRequest.Release("a", 1)).Status);
        Assert.Equal(before, _world.State.Totals);
    }

    [Fact]
    public void Release_AfterExpiry_SaysThatItWasLost()
    {
        Make(1);
        _world.Ask(Request("a"));
        _world.Pass(SemaphoreSettings.DefaultReservationTime);

        Assert.Equal(SemaphoreStatus.Lost, _world.Ask(new SemaphoreRequest.Release("a", 1)).Status);
        Assert.Equal(1, _world.State.Totals.Expired);
    }

    [Fact]
    public void Release_WithAnotherFence_NeedsForce()
    {
        Make(1);
        _world.Ask(Request("a"));

        Assert.Equal(SemaphoreStatus.Refused, _world.Ask(new SemaphoreRequest.Release("a", 7)).Status);
        Assert.Equal(SemaphoreStatus.Done, _world.Ask(new SemaphoreRequest.Release("a", 0, Force: true)).Status);
    }

    [Fact]
    public void Renew_AfterExpiry_TellsTheHolderAndNeverBringsTheLeaseBack()
    {
        Make(1);
        _world.Ask(Request("a"));
        _world.Ask(new SemaphoreRequest.Activate("a", 1));
        _world.Ask(Request("b"));
        _world.Pass(SemaphoreSettings.DefaultLeaseTime);

        Assert.Equal(SemaphoreStatus.Lost, _world.Ask(new SemaphoreRequest.Renew("a", 2)).Status);
        Assert.Equal(["b"], _world.State.Leases.Select(l => l.Id));
        Assert.True(_world.State.Leases[0].Fence > 1);
    }

    [Fact]
    public void Renew_OvertakenByALaterOne_DoesNotMoveTheExpiry()
    {
        Make(1);
        _world.Ask(Request("a"));
        _world.Ask(new SemaphoreRequest.Activate("a", 3));
        var expiry = _world.State.Leases[0].Expiry;
        _world.Pass(TimeSpan.FromSeconds(1));

        _world.Ask(new SemaphoreRequest.Renew("a", 2));

        Assert.Equal(expiry, _world.State.Leases[0].Expiry);
    }

    [Fact]
    public void Activate_ByASecondOwner_IsLostAndDoesNotMoveTheExpiry()
    {
        Make(1);
        _world.Ask(Request("a"));
        _world.Ask(new SemaphoreRequest.Activate("a", 1, Owner: "first"));
        var before = _world.State.Leases[0];
        _world.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(SemaphoreStatus.Lost, _world.Ask(new SemaphoreRequest.Activate("a", 1, Owner: "second")).Status);
        Assert.Equal(SemaphoreStatus.Lost, _world.Ask(new SemaphoreRequest.Renew("a", 2, "second")).Status);
        Assert.Equal(SemaphoreStatus.Refused, _world.Ask(new SemaphoreRequest.Release("a", before.Fence, Owner: "second")).Status);
        Assert.Equal(before, _world.State.Leases[0]);
    }

    [Fact]
    public void Reservation_NotActivated_FreesItsPlaceByTheSweepThatWasScheduled()
    {
        Make(1);
        _world.Ask(Request("a"));
        _world.Ask(Request("b"));
        Assert.Equal(_world.Now + SemaphoreSettings.DefaultReservationTime, _world.Sweep);

        _world.Pass(SemaphoreSettings.DefaultReservationTime);
        _world.Ask(new SemaphoreRequest.Sweep());

        Assert.Equal(["b"], _world.State.Leases.Select(l => l.Id));
    }

    [Fact]
    public void Withdraw_OfAReservation_FreesIt_OfAnActiveLease_DoesNot()
    {
        Make(2);
        _world.Ask(Request("a"));
        _world.Ask(Request("b"));
        _world.Ask(new SemaphoreRequest.Activate("a", 1));

        _world.Ask(new SemaphoreRequest.Withdraw("a", null));
        _world.Ask(new SemaphoreRequest.Withdraw("b", null));

        Assert.Equal(["a"], _world.State.Leases.Select(l => l.Id));
    }

    [Fact]
    public void Clock_SetBack_KeepsTheOrderOfArrival()
    {
        Make(1);
        _world.Ask(Request("a"));
        _world.Ask(Request("b"));
        _world.Pass(TimeSpan.FromHours(-1));
        _world.Ask(Request("c"));

        Release("a");

        Assert.Equal(["b"], _world.State.Leases.Select(l => l.Id));
    }

    [Fact]
    public void LowPriority_WaitedLongEnough_GoesBeforeHighPriority()
    {
        Make(1);
        _world.Ask(Request("a"));
        _world.Ask(new SemaphoreRequest.Activate("a", 1, TimeSpan.FromHours(5)));
        _world.Ask(new SemaphoreRequest.Acquire(Waiter("low") with { Priority = -2 }));
        _world.Pass(SemaphoreSettings.AgeStep * 5);
        _world.Ask(new SemaphoreRequest.Acquire(Waiter("high") with { Priority = 2 }));
        _world.Ask(new SemaphoreRequest.Acquire(Waiter("higher") with { Priority = 4 }));

        Release("a");
        Release("higher");

        Assert.Equal(["low"], _world.State.Leases.Select(l => l.Id));
    }

    private static Waiter Waiter(string id, int count = 1) => new() { Id = id, Instance = $"i-{id}", Count = count };

    private static SemaphoreRequest.Acquire Request(string id, int count = 1) => new(Waiter(id, count));

    private void Make(int limit) => Assert.Equal(SemaphoreStatus.Done, _world.Ask(new SemaphoreRequest.Register(limit)).Status);

    private void Release(string lease) => Assert.Equal(SemaphoreStatus.Done, _world.Ask(new SemaphoreRequest.Release(lease, 0, Force: true)).Status);
}
