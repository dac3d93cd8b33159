using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Serverless.Native.Files;

namespace Serverless.Storage.Local.Queues;

/// <summary>
/// A queue's folder as this process sees it: one for all accounts that open the same folder, so that a put wakes anyone who waits for a lease at once.
/// Other processes' messages are found by looking into the folder now and then.
/// </summary>
internal sealed class QueueFolder(IFileSystem files, string path)
{
    // Looking costs microseconds in a short queue. In a long one it is done so seldom that it stays under half a percent of a core.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private const int PauseToWork = 200;

    private static readonly ConditionalWeakTable<IFileSystem, ConcurrentDictionary<string, QueueFolder>> Open = [];

    private readonly Lock _gate = new();
    private readonly MessageIndex _index = new();
    private readonly ConditionalWeakTable<TimeProvider, QueueWatch> _watches = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _lastLook;
    private TimeSpan _pause = TimeSpan.Zero;

    public string Path => path;

    /// <summary>Ends at the next change made in this process. Take it before looking.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    public static QueueFolder Of(IFileSystem files, string path) =>
        Open.GetValue(files, static _ => new(StringComparer.Ordinal)).GetOrAdd(path, static (p, f) => new QueueFolder(f, p), files);

    public string FileOf(MessageFile message) => System.IO.Path.Combine(path, message.Name);

    /// <summary>Takes note of a message that was put or has changed.</summary>
    /// <param name="message">Its state now.</param>
    /// <param name="wake">Whether waiting leases should look.</param>
    public void Set(MessageFile message, bool wake)
    {
        lock (_gate) _index.Set(message);
        if (wake) Wake();
    }

    /// <summary>Lets waiting leases look.</summary>
    public void Wake()
    {
        TaskCompletionSource signal;
        lock (_gate) (signal, _changed) = (_changed, NewSignal());
        signal.SetResult();
    }

    /// <summary>Looks for those who wait, on that clock.</summary>
    public QueueWatch WatchBy(TimeProvider time) => _watches.GetValue(time, t => new QueueWatch(this, t));

    /// <summary>Whether there is a message to take, as far as the index knows; looks into the folder when it is time to.</summary>
    public bool HasVisible(long now)
    {
        lock (_gate)
        {
            if (Stopwatch.GetElapsedTime(_lastLook) >= _pause) Look();
            return _index.FirstVisible(now) is not null;
        }
    }

    public void Remove(string id)
    {
        lock (_gate) _index.Remove(id);
    }

    /// <summary>Takes the oldest visible message over into the state that <paramref name="leased"/> gives it.</summary>
    /// <param name="now">Ticks, UTC.</param>
    /// <param name="look">Looks into the folder when the index has none, however lately it was looked at.</param>
    /// <param name="leased">The state that follows.</param>
    /// <returns>Null when there is none.</returns>
    public MessageFile? Take(long now, bool look, Func<MessageFile, MessageFile> leased)
    {
        lock (_gate)
        {
            // Also while there is enough to do here: other processes' messages must not wait for ever.
            if (Stopwatch.GetElapsedTime(_lastLook) >= _pause)
            {
                Look();
                look = false;
            }
            while (true)
            {
                if (_index.FirstVisible(now) is { } message)
                {
                    var next = leased(message);
                    if (TryChange(message, next)) return next;
                }
                else if (look)
                {
                    Look();
                    look = false;
                }
                else
                {
                    return null;
                }
            }
        }
    }

    /// <summary>Renames a message from one state to another.</summary>
    /// <returns>False when it is not in that state any more.</returns>
    public bool TryChange(MessageFile from, MessageFile to)
    {
        try
        {
            files.Rename(FileOf(from), FileOf(to), overwrite: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Remove(from.Id);
            return false;
        }
        Set(to, wake: false);
        return true;
    }

    /// <summary>How long a waiting lease may sleep unless woken.</summary>
    public TimeSpan Sleep(long now)
    {
        lock (_gate)
        {
            return _index.NextVisibleAt() is { } at && at - now < _pause.Ticks ? TimeSpan.FromTicks(Math.Max(at - now, TimeSpan.TicksPerMillisecond)) : _pause;
        }
    }

    private void Look()
    {
        var start = Stopwatch.GetTimestamp();
        _index.Reset(files.List(path).Where(e => !e.IsFolder).Select(e => MessageFile.Parse(e.Name)).OfType<MessageFile>());
        _lastLook = Stopwatch.GetTimestamp();
        var work = Stopwatch.GetElapsedTime(start, _lastLook) * PauseToWork;
        _pause = work < ShortestPause ? ShortestPause : work > LongestPause ? LongestPause : work;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
