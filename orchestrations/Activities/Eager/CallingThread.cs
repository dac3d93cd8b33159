using System.Collections.Concurrent;

namespace Serverless.Activities.Eager;

/// <summary>Runs asynchronous code on the thread that calls: what it awaits comes back to it, so that a debugger sees one thread.</summary>
public static class CallingThread
{
    /// <summary>Runs to the end; nothing of it is left running.</summary>
    public static T Run<T>(Func<Task<T>> code)
    {
        var before = SynchronizationContext.Current;
        using var queue = new Queue();
        SynchronizationContext.SetSynchronizationContext(queue);
        try
        {
            var task = code();
            _ = task.ContinueWith(_ => queue.Complete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            queue.Work();
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class Queue : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _work = [];

        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                _work.Add((d, state));
            }
            catch (InvalidOperationException)
            {
                // What user code left behind: it goes on elsewhere, nothing waits for it.
                base.Post(d, state);
            }
        }

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public void Work()
        {
            foreach (var (callback, state) in _work.GetConsumingEnumerable()) callback(state);
        }

        public void Complete() => _work.CompleteAdding();

        public void Dispose() => _work.Dispose();
    }
}
