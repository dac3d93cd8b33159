using Serverless.Storage.Local.Files;

namespace Serverless.Storage.Local.Queues;

/// <summary>
/// Looks into a queue's folder for all leases of this process that wait, however many: one timer, armed while anybody waits. What it finds, it tells them by
/// <see cref="QueueFolder.Changed"/>.
/// </summary>
internal sealed class QueueWatch
{
    private readonly Lock _gate = new();
    private readonly QueueFolder _folder;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _waiting;
    private long _due = long.MaxValue;

    public QueueWatch(QueueFolder folder, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        _timer = time.CreateTimer(static self => ((QueueWatch)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when the folder has changed, or after <paramref name="most"/>.</summary>
    /// <param name="changed">Taken before the folder was looked at.</param>
    /// <param name="most">Longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(Task changed, TimeSpan most, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _waiting++;
            Arm();
        }
        try
        {
            await changed.WaitAsync(most, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller looks once more, by itself.
        }
        finally
        {
            lock (_gate) _waiting--;
        }
    }

    private void Look()
    {
        lock (_gate) _due = long.MaxValue;
        bool found;
        try
        {
            // Before the timer is armed again: a folder that takes long to read must not be read all the time.
            found = _folder.HasVisible(_time.GetUtcNow().UtcTicks);
        }
        catch (Exception e) when (FileErrors.IsFileFault(e))
        {
            // Those who wait look themselves, and are told.
            found = true;
        }
        lock (_gate)
        {
            if (_waiting > 0) Arm();
        }
        if (found) _folder.Wake();
    }

    private void Arm()
    {
        var now = _time.GetUtcNow().UtcTicks;
        var sleep = _folder.Sleep(now);
        if (now + sleep.Ticks >= _due) return;
        _due = now + sleep.Ticks;
        _timer.Change(sleep, Timeout.InfiniteTimeSpan);
    }
}
