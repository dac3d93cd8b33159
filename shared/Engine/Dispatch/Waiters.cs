using Serverless.Durable;
using Serverless.Engine.State;

namespace Serverless.Engine.Dispatch;

/// <summary>Callers who wait for instances to end.</summary>
internal sealed class Waiters
{
    private readonly Dictionary<InstanceId, List<TaskCompletionSource<InstanceState>>> _byInstance = [];

    public void Add(InstanceId id, TaskCompletionSource<InstanceState> waiter)
    {
        if (!_byInstance.TryGetValue(id, out var waiters)) _byInstance.Add(id, waiters = []);
        waiters.RemoveAll(w => w.Task.IsCompleted);
        waiters.Add(waiter);
    }

    /// <summary>They are told once the end is durable.</summary>
    public void Ended(Instance instance, Hub hub)
    {
        if (!_byInstance.Remove(instance.Id, out var waiters)) return;
        var state = InstanceView.Of(instance, hub.Options.Registry);
        hub.Batch.After(() =>
        {
            foreach (var waiter in waiters) waiter.TrySetResult(state);
        });
    }

    /// <summary>The hub closes: nobody will tell them.</summary>
    public void FailAll(Exception why)
    {
        foreach (var waiter in _byInstance.Values.SelectMany(w => w)) waiter.TrySetException(why);
        _byInstance.Clear();
    }
}
