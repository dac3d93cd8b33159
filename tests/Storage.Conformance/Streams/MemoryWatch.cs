namespace Serverless.Storage.Conformance.Streams;

/// <summary>Watches how far the live managed memory grows: what is left at each collection.</summary>
public sealed class MemoryWatch : IDisposable
{
    private readonly long _start = GC.GetTotalMemory(forceFullCollection: true);
    private readonly Timer _timer;
    private long _peak;

    public MemoryWatch() => _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));

    /// <summary>Bytes above the start, at most.</summary>
    public long PeakGrowth
    {
        get
        {
            Look();
            return Math.Max(0, Interlocked.Read(ref _peak) - _start);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // What a collection left alive, garbage aside: buffers in use count, those awaiting collection do not.
        var live = GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes;
        for (var peak = Interlocked.Read(ref _peak); live > peak; peak = Interlocked.Read(ref _peak))
        {
            if (Interlocked.CompareExchange(ref _peak, live, peak) == peak) return;
        }
    }
}
