namespace Serverless.Local.Workers;

/// <summary>Tells when nothing was to be done in any slot for long enough.</summary>
internal sealed class IdleWatch(TimeSpan? after, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _since = time.GetTimestamp();
    private int _busy;

    public bool IsOver
    {
        get
        {
            lock (_lock) return after is { } limit && _busy == 0 && time.GetElapsedTime(_since) >= limit;
        }
    }

    /// <summary>How long a wait for a message may be, so that nobody sleeps past the end.</summary>
    public TimeSpan Wait(TimeSpan most) => after is { } limit && limit < most ? limit : most;

    public void Enter()
    {
        lock (_lock) _busy++;
    }

    public void Leave()
    {
        lock (_lock)
        {
            _busy--;
            _since = time.GetTimestamp();
        }
    }
}
