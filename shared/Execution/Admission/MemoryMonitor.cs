namespace Serverless.Execution.Admission;

/// <summary>
/// Watches what the units of one process take of its memory: what is in use beyond what was before the first of them, ten times a second while any runs.
/// Units that run together have one heap; each counts with the share that it was admitted with. So a peak is exact for a unit alone and an estimate otherwise.
/// </summary>
/// <param name="inUse">Bytes in use by this process now.</param>
/// <param name="time">The clock of the looks.</param>
public sealed class MemoryMonitor(Func<long> inUse, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<MonitoredUnit> _units = [];
    private ITimer? _timer;
    private long _before;

    /// <summary>Hears after each look how many bytes the units have together.</summary>
    internal Action<long>? Looked { get; set; }

    /// <summary>Of this process: its native memory, and what is in its managed heap.</summary>
    public static MemoryMonitor OfThisProcess(TimeProvider time) => new(InUse, time);

    /// <summary>A unit begins.</summary>
    internal MonitoredUnit Enter(long admittedBytes)
    {
        var unit = new MonitoredUnit(this, Math.Max(1, admittedBytes));
        lock (_gate)
        {
            if (_units.Count == 0)
            {
                _before = inUse();
                _timer = time.CreateTimer(static monitor => ((MemoryMonitor)monitor!).Look(), this, Every, Every);
            }
            _units.Add(unit);
        }
        return unit;
    }

    internal void Leave(MonitoredUnit unit)
    {
        // What it has at its end counts too: a short unit is over before anybody looks.
        Look();
        lock (_gate)
        {
            if (!_units.Remove(unit) || _units.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
        Looked?.Invoke(0);
    }

    private void Look()
    {
        long taken;
        lock (_gate)
        {
            if (_units.Count == 0) return;
            taken = Math.Max(0, inUse() - _before);
            var admitted = _units.Sum(u => (double)u.AdmittedBytes);
            foreach (var unit in _units) unit.Note((long)(taken * (unit.AdmittedBytes / admitted)));
        }
        Looked?.Invoke(taken);
    }

    // Of what the garbage collector has from the system only that part is in use which holds objects.
    private static long InUse() => Math.Max(0, Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes) + GC.GetTotalMemory(forceFullCollection: false);
}

/// <summary>One unit on the monitor.</summary>
internal sealed class MonitoredUnit(MemoryMonitor monitor, long admittedBytes) : IDisposable
{
    public long AdmittedBytes { get; } = admittedBytes;

    /// <summary>The most that it was seen to have.</summary>
    public long PeakBytes { get; private set; }

    public void Note(long bytes) => PeakBytes = Math.Max(PeakBytes, bytes);

    public void Dispose() => monitor.Leave(this);
}
