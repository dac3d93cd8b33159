using Serverless.Durable;

namespace Serverless.Engine.Dispatch;

/// <summary>Something that is due at a time.</summary>
internal abstract record Alarm(DateTimeOffset Due);

internal sealed record InstanceTimer(InstanceId Instance, int Execution, int Sequence, DateTimeOffset Due) : Alarm(Due);

internal sealed record DelayedStart(InstanceId Instance, DateTimeOffset Due) : Alarm(Due);

internal sealed record DelayedSignal(EntityId Entity, long Number, DateTimeOffset Due) : Alarm(Due);

/// <summary>
/// Alarms in memory; the state is what makes them durable. One is due when the wall clock says so, or when its own duration has passed on a clock
/// that never steps: so a clock set forward fires it, and a clock set back delays it no longer than it was meant to wait.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    /// <summary>How late a clock that was set forward is noticed.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly PriorityQueue<Alarm, long> _byClock = new();
    private readonly PriorityQueue<Alarm, long> _byElapsed = new();
    private DateTimeOffset? _armedFor;

    public TimerQueue(TimeProvider time, Action wake)
    {
        _time = time;
        _timer = time.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _byClock.Count;

    /// <param name="alarm">What is due.</param>
    /// <param name="setAt">The time from which its duration counts, as its owner saw it.</param>
    public void Add(Alarm alarm, DateTimeOffset setAt)
    {
        var now = _time.GetUtcNow();
        var wait = Min(alarm.Due - now, alarm.Due - setAt);
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        _byClock.Enqueue(alarm, alarm.Due.UtcTicks);
        _byElapsed.Enqueue(alarm, ElapsedTicks() + wait.Ticks);
    }

    /// <summary>Hands over what is due. An alarm may come twice, once per clock: the owner knows whether it still waits for it.</summary>
    public void TakeDue(Action<Alarm> take)
    {
        if (_byClock.Count == 0 && _byElapsed.Count == 0) return;
        var now = _time.GetUtcNow().UtcTicks;
        while (_byClock.TryPeek(out _, out var due) && due <= now) take(_byClock.Dequeue());
        var elapsed = ElapsedTicks();
        while (_byElapsed.TryPeek(out _, out var due) && due <= elapsed) take(_byElapsed.Dequeue());
    }

    /// <summary>Forgets alarms that nothing waits for any more, when they are many.</summary>
    public void Compact(Func<Alarm, bool> isAwaited)
    {
        Rebuild(_byClock, isAwaited);
        Rebuild(_byElapsed, isAwaited);
    }

    /// <summary>Arms the wake-up for the next alarm. Without alarms, nothing ticks.</summary>
    public void Arm()
    {
        if (!_byClock.TryPeek(out _, out var due))
        {
            if (_armedFor is not null) _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _armedFor = null;
            return;
        }
        var now = _time.GetUtcNow();
        var wait = TimeSpan.FromTicks(Math.Max(0, due - now.UtcTicks));
        if (_byElapsed.TryPeek(out _, out var elapsed)) wait = Min(wait, TimeSpan.FromTicks(Math.Max(0, elapsed - ElapsedTicks())));
        wait = Min(wait, Glance);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
        _armedFor = now + wait;
    }

    public void Dispose() => _timer.Dispose();

    private long ElapsedTicks() => _time.GetElapsedTime(0).Ticks;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static void Rebuild(PriorityQueue<Alarm, long> queue, Func<Alarm, bool> isAwaited)
    {
        var kept = queue.UnorderedItems.Where(item => isAwaited(item.Element)).ToList();
        queue.Clear();
        queue.EnqueueRange(kept);
    }
}
