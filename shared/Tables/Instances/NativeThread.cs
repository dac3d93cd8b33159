namespace Serverless.Tables.Instances;

/// <summary>Runs a blocking native call on a thread of its own, so that long queries never starve the pool.</summary>
internal static class NativeThread
{
    // Deeply nested expressions recurse in the parser and the planner; the least stack of our platforms (macOS: 512 KiB) would end the process.
    private const int StackBytes = 16 * 1024 * 1024;

    public static Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
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
        }, StackBytes)
        { IsBackground = true, Name = "tables" };
        thread.Start();
        return done.Task;
    }
}
