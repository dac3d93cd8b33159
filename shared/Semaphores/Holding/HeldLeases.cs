using Serverless.Semaphores.State;

namespace Serverless.Semaphores.Holding;

/// <summary>
/// Leases in the hands of this process. They are renewed at a fifth of their time. The rule: what is not known to be renewed in time is given up before it is
/// over. Time is measured here, from before a renewal was sent, on a monotonic clock; so neither skewed clocks nor slow answers nor a process that was
/// stopped for a while make two holders of one lease.
/// </summary>
public sealed class HeldLeases : IAsyncDisposable
{
    private readonly ILeaseHeartbeats _heartbeats;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<Grant> _grants;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _leaseTime;
    private readonly string _owner = Guid.NewGuid().ToString("N")[..16];
    private readonly ITimer _limit;
    private long _confirmed;
    private long _number = 1;
    private int _over;
    private int _disposed;
    private int _abandoned;
    private Task _renewing = Task.CompletedTask;

    private HeldLeases(ILeaseHeartbeats heartbeats, IReadOnlyList<Grant> grants, TimeProvider time)
    {
        _heartbeats = heartbeats;
        _time = time;
        _grants = grants;
        _leaseTime = grants.Min(g => g.LeaseTime);
        _confirmed = time.GetTimestamp();
        Lost = _lost.Token;
        _limit = time.CreateTimer(static held => ((HeldLeases)held!).GiveUpWhenLate(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when a lease is lost, or may be soon: a fifth of the lease time is left then to stop the work.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether the work may go on at this instant. True as long as less than four fifths of the lease time passed since the last sure renewal.</summary>
    public bool IsHeld => Volatile.Read(ref _over) == 0 && Age < SafeTime;

    public IReadOnlyList<Grant> Grants => _grants;

    private TimeSpan SafeTime => _leaseTime * 4 / 5;

    private TimeSpan Age => _time.GetElapsedTime(Interlocked.Read(ref _confirmed));

    /// <summary>Turns reservations into active leases and keeps them renewed.</summary>
    /// <returns>Null when one of them was over already; the others are given back then.</returns>
    public static async Task<HeldLeases?> ActivateAsync(ILeaseHeartbeats heartbeats, IReadOnlyList<Grant> grants, TimeProvider time, CancellationToken cancellationToken)
    {
        var held = new HeldLeases(heartbeats, grants, time);
        var sent = time.GetTimestamp();
        bool areHeld;
        try
        {
            areHeld = await held.HeartbeatAllAsync(new LeaseHeartbeat(1, Activates: true, Owner: held._owner), cancellationToken);
        }
        catch
        {
            // Some may be active by now, though no answer was heard.
            await held.DisposeAsync();
            throw;
        }
        if (!areHeld || time.GetElapsedTime(sent) >= held.SafeTime)
        {
            await held.DisposeAsync();
            return null;
        }
        held.Confirm(sent);
        held._renewing = held.RenewAsync();
        return held;
    }

    /// <summary>
    /// The process that did the work died: what it used may live on without it for a while, as a session of a database does in the middle of a statement. So the leases
    /// are not given back, but left to expire: from here on they are not renewed. To be called before the end of <see cref="DisposeAsync"/>.
    /// </summary>
    public void Abandon()
    {
        Volatile.Write(ref _abandoned, 1);
        Volatile.Write(ref _over, 1);
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // They were given back just before.
        }
    }

    /// <summary>Stops renewing and gives the leases back, unless they are abandoned.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Volatile.Write(ref _over, 1);
        await _stop.CancelAsync();
        await _renewing;
        await _limit.DisposeAsync();
        if (Volatile.Read(ref _abandoned) == 0) await ReleaseAsync();
        _lost.Dispose();
        _stop.Dispose();
    }

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(_leaseTime, _time);
        await Task.WhenAll(All().Select(l => ReleaseAsync(l.Semaphore, l.Lease, patience.Token)));
    }

    private async Task ReleaseAsync(string semaphore, GrantedLease lease, CancellationToken cancellationToken)
    {
        try
        {
            await _heartbeats.ReleaseAsync(semaphore, lease, _owner, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The platform does not answer: this lease ends by itself. The others are given back whatever became of it.
        }
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_leaseTime / 5, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var sent = _time.GetTimestamp();
                try
                {
                    if (await HeartbeatAllAsync(new LeaseHeartbeat(++_number, Activates: false, Owner: _owner), _stop.Token)) Confirm(sent);
                    else await GiveUpAsync();
                }
                catch (Exception) when (!_stop.IsCancellationRequested && IsHeld)
                {
                    // Not renewed now; the next heartbeat tries again while there is time, and the limit watches.
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException || !IsHeld)
        {
            // Disposed, or given up: nothing is left to renew.
        }
    }

    // Several semaphores: their heartbeats go side by side, as long as the slowest takes.
    private async Task<bool> HeartbeatAllAsync(LeaseHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        var held = await Task.WhenAll(All().Select(l => _heartbeats.HeartbeatAsync(l.Semaphore, l.Lease, heartbeat, cancellationToken)));
        return held.All(h => h);
    }

    private void Confirm(long sent)
    {
        if (_over != 0) return;
        Interlocked.Exchange(ref _confirmed, sent);
        var left = SafeTime - _time.GetElapsedTime(sent);
        _limit.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void GiveUpWhenLate()
    {
        if (IsHeld) Confirm(Interlocked.Read(ref _confirmed));
        else _ = GiveUpAsync();
    }

    private async Task GiveUpAsync()
    {
        if (Interlocked.CompareExchange(ref _over, 1, 0) != 0) return;
        await _lost.CancelAsync();
    }

    private IEnumerable<(string Semaphore, GrantedLease Lease)> All() => _grants.SelectMany(g => g.Leases.Select(l => (g.Semaphore, l)));
}
