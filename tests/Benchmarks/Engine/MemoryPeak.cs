namespace Serverless.Benchmarks.Engine;

/// <summary>The largest working set between its making and its end, however large the process was before.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Timer _timer;
    private long _peak;

    public MemoryPeak()
    {
        // What an earlier benchmark left is not this one's.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _peak = Environment.WorkingSet;
        _timer = new Timer(_ => Sample(), null, Interval, Interval);
    }

    public double MiB
    {
        get
        {
            Sample();
            return Volatile.Read(ref _peak) / 1048576.0;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        var now = Environment.WorkingSet;
        for (var seen = Volatile.Read(ref _peak); now > seen; seen = Volatile.Read(ref _peak)) Interlocked.CompareExchange(ref _peak, now, seen);
    }
}
