namespace Serverless.Execution.Admission;

/// <summary>
/// Admits units of one process by processors and bytes, first come first served: no unit overtakes another, so that a large unit is not starved by small ones.
/// When nothing runs the next one is admitted whatever it asks for: waiting would free nothing. With a monitor, what units were seen to take counts where it is
/// more than what they were admitted with.
/// </summary>
public sealed class AdmissionController
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private double _freeProcessors;
    private long _freeBytes;
    private int _admitted;
    private long _seenBytes;

    /// <param name="processors">Cores that units may keep busy.</param>
    /// <param name="bytes">Memory that units may take together.</param>
    /// <param name="monitor">Measures what they take; this controller's alone.</param>
    public AdmissionController(double processors, long bytes, MemoryMonitor? monitor = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        Processors = _freeProcessors = processors;
        Bytes = _freeBytes = bytes;
        Monitor = monitor;
        if (monitor is not null) monitor.Looked = See;
    }

    public double Processors { get; }

    public long Bytes { get; }

    private MemoryMonitor? Monitor { get; }

    /// <summary>Units that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Waits for room.</summary>
    /// <param name="processors">Cores that the unit keeps busy, as its policy says.</param>
    /// <param name="bytes">What it takes at its peak, declared or learned.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The room; disposing it lets others in.</returns>
    public async ValueTask<UnitAdmission> EnterAsync(double processors, long bytes, CancellationToken cancellationToken)
    {
        var room = await EnterElsewhereAsync(processors, bytes, cancellationToken);
        return Monitor is null ? room : room with { Monitored = Monitor.Enter(room.Bytes) };
    }

    /// <summary>The same for a unit that runs in another process: of this one's memory it takes nothing.</summary>
    /// <inheritdoc cref="EnterAsync"/>
    internal async ValueTask<UnitAdmission> EnterElsewhereAsync(double processors, long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(Math.Clamp(processors, 0, Processors), Math.Max(0, bytes));
        lock (_gate)
        {
            _waiting.AddLast(waiter);
            AdmitNext();
        }
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (controller, waiter) = ((AdmissionController, Waiter))state!;
                controller.GiveUp(waiter, token);
            },
            (this, waiter));
        return await waiter.Admitted.Task;
    }

    internal void Leave(double processors, long bytes)
    {
        lock (_gate)
        {
            _admitted--;
            _freeProcessors += processors;
            _freeBytes += bytes;
            AdmitNext();
        }
    }

    private void See(long bytes)
    {
        lock (_gate)
        {
            _seenBytes = bytes;
            AdmitNext();
        }
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(waiter)) return;
            AdmitNext();
        }
        waiter.Admitted.TrySetCanceled(cancellationToken);
    }

    private void AdmitNext()
    {
        // A hair of slack: tenths of cores do not add up to whole ones exactly.
        while (_waiting.First is { Value: var next })
        {
            var fits = next.Processors <= _freeProcessors + 1e-9 && next.Bytes <= Math.Min(_freeBytes, Bytes - _seenBytes);
            if (!fits && _admitted > 0) return;
            _waiting.RemoveFirst();
            _admitted++;
            _freeProcessors -= next.Processors;
            _freeBytes -= next.Bytes;
            next.Admitted.TrySetResult(new UnitAdmission(this, next.Processors, next.Bytes, IsOvercommit: !fits));
        }
    }

    private sealed record Waiter(double Processors, long Bytes)
    {
        // Admission happens under the lock: what waits must not run there.
        public TaskCompletionSource<UnitAdmission> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
