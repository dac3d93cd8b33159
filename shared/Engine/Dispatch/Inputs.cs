using System.Collections.Concurrent;

namespace Serverless.Engine.Dispatch;

/// <summary>Something from outside for the dispatcher's thread: a client's request, an activity's end, a tick.</summary>
internal abstract class Input
{
    /// <summary>Runs on the dispatcher's thread, within a turn.</summary>
    public abstract void Execute(Hub hub);

    /// <summary>The hub cannot take it now or ever; false: it keeps it for later.</summary>
    public virtual bool Refuse(Exception why) => false;
}

/// <summary>What waits for the dispatcher. Any thread posts, one takes.</summary>
internal sealed class Inputs : IDisposable
{
    private readonly ConcurrentQueue<Input> _queue = new();
    private readonly ManualResetEventSlim _signal = new(initialState: false);

    public void Post(Input input)
    {
        _queue.Enqueue(input);
        Wake();
    }

    /// <summary>Ends a wait without an input: a timer may be due.</summary>
    public void Wake() => _signal.Set();

    public bool TryTake(out Input input) => _queue.TryDequeue(out input!);

    /// <summary>Blocks until something was posted or somebody woke it. Called before looking: what is posted later wakes the next wait.</summary>
    public void Wait(TimeSpan timeout)
    {
        if (_queue.IsEmpty) _signal.Wait(timeout);
        _signal.Reset();
    }

    public void Dispose() => _signal.Dispose();
}
