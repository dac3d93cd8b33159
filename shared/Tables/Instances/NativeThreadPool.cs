namespace Serverless.Tables.Instances;

/// <summary>
/// Runs a blocking native call on a thread of its own, so that long queries never starve the pool. Threads wait a while for the next call: making one, with
/// its stack, takes longer than a small query.
/// </summary>
internal static class NativeThreadPool
{
    // Deeply nested expressions recurse in the parser and the planner; the least stack of our platforms (macOS: 512 KiB) would end the process.
    private const int StackBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(10);

    private static readonly object Gate = new();
    private static readonly Queue<Action> Calls = new();
    private static int _idle;

    public static Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (OperationCanceledException canceled)
            {
                done.SetCanceled(canceled.CancellationToken);
            }
            catch (Exception problem)
            {
                done.SetException(problem);
            }
        });
        return done.Task;
    }

    private static void Start(Action call)
    {
        lock (Gate)
        {
            Calls.Enqueue(call);
            if (_idle >= Calls.Count)
            {
                Monitor.Pulse(Gate);
                return;
            }
        }
        new Thread(Loop, StackBytes) { IsBackground = true, Name = "tables" }.Start();
    }

    private static bool HasCall() => Calls.Count > 0;

    private static void Loop()
    {
        while (true)
        {
            Action call;
            lock (Gate)
            {
                while (Calls.Count == 0)
                {
                    _idle++;
                    var woken = Monitor.Wait(Gate, IdleLife);
                    _idle--;
                    // Not woken, yet there may be a call: the pulse came as the wait ended.
                    if (!woken && !HasCall()) return;
                }
                call = Calls.Dequeue();
            }
            call();
        }
    }
}
