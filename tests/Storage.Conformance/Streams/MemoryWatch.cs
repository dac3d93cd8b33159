namespace Serverless.Storage.Conformance.Streams;

/// <summary>Watches how far the live managed memory grows: each look collects first, so garbage that merely waits for its collection does not count.</summary>
public sealed class MemoryWatch : IDisposable
{
    private readonly Lock _looking = new();
    private readonly long _start = GC.GetTotalMemory(forceFullCollection: true);
    private readonly Timer _timer;
    private long _peak;

    public MemoryWatch() => _timer = new Timer(_ => LookUnlessLooking(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));

    /// <summary>Bytes above the start, at most.</summary>
    public long PeakGrowth
    {
        get
        {
            lock (_looking)
            {
                Look();
                return Math.Max(0, _peak - _start);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void LookUnlessLooking()
    {
        if (!_looking.TryEnter()) return;
        try
        {
            Look();
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void Look()
    {
        GC.Collect();
        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        // Holes between what lives are the collector's, not ours.
        _peak = Math.Max(_peak, heap.HeapSizeBytes - heap.FragmentedBytes);
    }
}
