using Serverless.Semaphores.Holding;
using Serverless.Semaphores.State;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Holding;

public sealed class HeldLeasesTests
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly ScriptedHeartbeats _heartbeats = new();

    [Fact]
    public async Task Activate_ReservationOver_HoldsNothingAndGivesTheRestBack()
    {
        _heartbeats.Answer = false;

        Assert.Null(await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None));
        Assert.Equal(1, _heartbeats.Released);
    }

    [Fact]
    public async Task Renewal_EveryFifthOfTheLeaseTime_KeepsItHeld()
    {
        await using var held = (await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None))!;
        for (var i = 1; i <= 20; i++)
        {
            _time.Advance(LeaseTime / 5);
            var sent = i + 1;
            await Condition.WaitAsync($"beat {sent}", () => _heartbeats.Sent == sent);
            Assert.True(held.IsHeld);
        }
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Renewal_Refused_CancelsTheWork()
    {
        await using var held = (await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None))!;
        _heartbeats.Answer = false;

        _time.Advance(LeaseTime / 5);

        await Condition.WaitAsync("the work is cancelled", () => held.Lost.IsCancellationRequested);
        Assert.False(held.IsHeld);
    }

    [Fact]
    public async Task Renewal_NeverAnswered_CancelsTheWorkBeforeTheLeaseIsOver()
    {
        await using var held = (await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None))!;
        _heartbeats.Hangs = true;

        _time.Advance((LeaseTime * 4 / 5) - TimeSpan.FromMilliseconds(1));
        Assert.True(held.IsHeld);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(held.IsHeld);
        await Condition.WaitAsync("the work is cancelled", () => held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Renewal_FailsForAWhile_IsTriedAgain()
    {
        await using var held = (await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None))!;
        _heartbeats.Fails = true;
        _time.Advance(LeaseTime / 5);
        await Condition.WaitAsync("the heartbeat failed", () => _heartbeats.Sent == 2);
        _heartbeats.Fails = false;

        _time.Advance(LeaseTime / 5);
        await Condition.WaitAsync("the next one was sent", () => _heartbeats.Sent == 3);
        _time.Advance(LeaseTime / 5);
        await Condition.WaitAsync("it was taken in before the one after", () => _heartbeats.Sent == 4);
        _time.Advance(LeaseTime / 3);

        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task ClockSetBack_DoesNotProlongTheLease()
    {
        await using var held = (await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None))!;
        _heartbeats.Hangs = true;
        _time.SetWallClock(_time.GetUtcNow() - TimeSpan.FromHours(1));

        _time.Advance(LeaseTime * 4 / 5);

        Assert.False(held.IsHeld);
    }

    [Fact]
    public async Task Dispose_GivesBackOnce()
    {
        var held = (await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None))!;

        await held.DisposeAsync();
        await held.DisposeAsync();

        Assert.Equal(1, _heartbeats.Released);
        Assert.False(held.IsHeld);
    }

    [Fact]
    public async Task Abandon_LeavesTheLeaseToExpire()
    {
        var held = (await HeldLeases.ActivateAsync(_heartbeats, [Grant()], _time, CancellationToken.None))!;

        held.Abandon();
        _time.Advance(LeaseTime / 5);
        Assert.False(held.IsHeld);
        await held.DisposeAsync();

        Assert.Equal((0, 1), (_heartbeats.Released, _heartbeats.Sent));
        // The work is over already: nothing is cancelled.
        Assert.False(held.Lost.IsCancellationRequested);
    }

    private static Grant Grant() => new("db", "a", [new GrantedLease("a", 1)], LeaseTime, TimeSpan.FromMinutes(2), TimeSpan.Zero);

    private sealed class ScriptedHeartbeats : ILeaseHeartbeats
    {
        private int _sent;

        public bool Answer { get; set; } = true;

        public bool Hangs { get; set; }

        public bool Fails { get; set; }

        public int Sent => Volatile.Read(ref _sent);

        public int Released { get; private set; }

        public async Task<bool> HeartbeatAsync(string semaphore, GrantedLease lease, LeaseHeartbeat heartbeat, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            if (Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return Fails ? throw new IOException("no route") : Answer;
        }

        public Task ReleaseAsync(string semaphore, GrantedLease lease, string owner, CancellationToken cancellationToken)
        {
            Released++;
            return Task.CompletedTask;
        }
    }
}
