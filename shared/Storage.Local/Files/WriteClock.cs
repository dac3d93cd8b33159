using System.Runtime.CompilerServices;

namespace Serverless.Storage.Local.Files;

/// <summary>The time of writes: the clock's, but never the same tick (100 ns) twice in one process, because a blob's version is told by it.</summary>
internal sealed class WriteClock
{
    private static readonly ConditionalWeakTable<TimeProvider, WriteClock> Clocks = [];

    private readonly TimeProvider _time;
    private long _last;

    private WriteClock(TimeProvider time) => _time = time;

    /// <summary>One for each clock, however many accounts share it.</summary>
    public static WriteClock Of(TimeProvider time) => Clocks.GetValue(time, static t => new WriteClock(t));

    /// <summary>A tick later than all before it and than <paramref name="floor"/>.</summary>
    public long Next(long floor = 0)
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(_time.GetUtcNow().UtcTicks, Math.Max(last, floor) + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last) return next;
        }
    }
}
