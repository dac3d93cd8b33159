namespace Serverless.Engine.Orchestrations;

/// <summary>
/// The synchronization context of orchestrator code: what it awaits continues on the dispatcher's thread, within a step, or not at all.
/// A continuation that comes from elsewhere means that the code awaited something foreign.
/// </summary>
internal sealed class StepContext(Action<string> onForeign) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private int _thread;

    /// <summary>Whether this thread runs a step of this orchestration now.</summary>
    public bool IsCurrent => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

    public void Run(Action action)
    {
        var before = Current;
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_posted.TryDequeue(out var next)) next.Callback(next.State);
        }
        finally
        {
            Volatile.Write(ref _thread, 0);
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent) _posted.Enqueue((d, state));
        else onForeign("it awaited a task that its context did not hand out (Task.Delay, Task.Run, I/O)");
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsCurrent) d(state);
        else onForeign("another thread called into it");
    }

    public override SynchronizationContext CreateCopy() => this;
}
