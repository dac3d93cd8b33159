namespace Serverless.Activities;

/// <summary>A job whose markers a process looks for: who wants to hear of its cancellation, and which runs of units of being outrun.</summary>
internal sealed class WatchedJob(TimeProvider time)
{
    private readonly List<WatchedRun> _runs = [];

    // Who has waited for longest comes first.
    private readonly List<Waiter> _waiters = [];

    public CancellationTokenSource Cancel { get; } = new();

    public bool IsUnwatched
    {
        get
        {
            lock (_waiters) return _waiters.Count == 0;
        }
    }

    public bool IsOver { get; set; }

    public Waiter AddWaiter()
    {
        lock (_waiters)
        {
            var waiter = new Waiter { Since = time.GetTimestamp() };
            _waiters.Add(waiter);
            return waiter;
        }
    }

    public void Remove(Waiter waiter)
    {
        lock (_waiters) _waiters.Remove(waiter);
    }

    /// <summary>How long nobody needs a look. Null: one is due, and serves all who wait now.</summary>
    /// <param name="every">So long one waits at most.</param>
    public TimeSpan? UntilNextLook(TimeSpan every)
    {
        lock (_waiters)
        {
            var left = _waiters.Count == 0 ? every : every - time.GetElapsedTime(_waiters[0].Since);
            // Timers count whole milliseconds.
            if (left > TimeSpan.Zero) return TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            var now = time.GetTimestamp();
            foreach (var waiter in _waiters) waiter.Since = now;
            return null;
        }
    }

    public WatchedRun AddRun(string run, TimeSpan after)
    {
        var watched = new WatchedRun(run, time.GetTimestamp(), after);
        lock (_runs) _runs.Add(watched);
        return watched;
    }

    public void Remove(WatchedRun run)
    {
        lock (_runs) _runs.Remove(run);
    }

    /// <summary>Runs that are old enough to have been outrun.</summary>
    public IReadOnlyList<WatchedRun> OldRuns()
    {
        lock (_runs) return [.. _runs.Where(r => !r.Superseded.IsCancellationRequested && time.GetElapsedTime(r.Since) >= r.After)];
    }
}

/// <summary>One run of a unit.</summary>
/// <param name="Name">As in the list of stops.</param>
/// <param name="Since">Timestamp of its beginning.</param>
/// <param name="After">How long there is no need to look for it.</param>
internal sealed record WatchedRun(string Name, long Since, TimeSpan After)
{
    public CancellationTokenSource Superseded { get; } = new();
}

/// <summary>Somebody who waits for the next look.</summary>
internal sealed class Waiter
{
    /// <summary>Timestamp of the last look, or of the beginning.</summary>
    public long Since { get; set; }
}
