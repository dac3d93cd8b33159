using Serverless.Store.Results;

namespace Serverless.Execution.Tasks;

/// <summary>
/// Runs one attempt of a task under its policy's timeout. The task's cancellation token is cancelled then; code that does not look at it is left behind
/// after a grace, on its own thread, and the unit ends: nothing in .NET can stop it.
/// </summary>
internal static class TaskTimeout
{
    /// <summary>What a task gets to end after it was told to.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>As long as timers can count.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <exception cref="TaskTimeoutException">It took too long.</exception>
    public static async Task<TaskOutput> RunAsync(ITaskProgram program, long index, PartWriter parts, TaskExecutionContext context, TimeSpan timeout, TimeProvider time, CancellationToken cancel)
    {
        if (timeout > Longest) timeout = Longest;
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        // A thread of its own: synchronous code would hold this one.
        var running = Task.Run(() => program.RunAsync(index, parts, context, both.Token).AsTask(), CancellationToken.None);
        try
        {
            return await running.WaitAsync(timeout + Grace, time, CancellationToken.None);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TaskTimeoutException($"It took longer than its timeout of {timeout:c}.", isLeftBehind: false, e);
        }
        catch (TimeoutException e) when (!running.IsCompleted)
        {
            // What it throws later does not matter.
            _ = running.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new TaskTimeoutException(
                $"It took longer than its timeout of {timeout:c}, and did not end when it was told to: it should look at a CancellationToken parameter.", isLeftBehind: true, e);
        }
    }
}

/// <summary>A task took longer than its policy allows.</summary>
internal sealed class TaskTimeoutException(string message, bool isLeftBehind, Exception inner) : TimeoutException(message, inner)
{
    /// <summary>It still runs: the unit's program is in its hands, so there is no further attempt in this unit.</summary>
    public bool IsLeftBehind { get; } = isLeftBehind;
}
