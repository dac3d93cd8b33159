namespace Serverless.Storage.Local.Files;

/// <summary>
/// Threads for calls that block in the kernel (fsync above all), so that they neither hold up the thread pool nor wait for it to grow.
/// Sixteen at once: file systems commit what waits together in one go, so more callers in the kernel mean fewer commits each.
/// </summary>
internal sealed class BlockingThreads
{
    private const int MaxThreads = 16;
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(10);

    private readonly Queue<Action> _work = new();
    private readonly object _gate = new();
    private int _threads;
    private int _idle;

    public static BlockingThreads Shared { get; } = new();

    /// <summary>Cancelling forgets work that has not begun; what has begun runs to its end.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                done.SetCanceled(cancellationToken);
                return;
            }
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                // It belongs to the code that awaits, whatever it is.
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public Task RunAsync(Action work, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            work();
            return true;
        },
        cancellationToken);

    private void Enqueue(Action action)
    {
        lock (_gate)
        {
            _work.Enqueue(action);
            if (_idle >= _work.Count || _threads == MaxThreads)
            {
                Monitor.Pulse(_gate);
                return;
            }
            _threads++;
        }
        new Thread(Loop) { IsBackground = true, Name = "storage I/O" }.Start();
    }

    private void Loop()
    {
        while (true)
        {
            Action action;
            lock (_gate)
            {
                while (_work.Count == 0)
                {
                    _idle++;
                    var woken = Monitor.Wait(_gate, IdleLife);
                    _idle--;
                    if (woken || _work.Count > 0) continue;
                    _threads--;
                    return;
                }
                action = _work.Dequeue();
            }
            action();
        }
    }
}
