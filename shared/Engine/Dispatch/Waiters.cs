using Serverless.Durable;
using Serverless.Engine.Instances;

namespace Serverless.Engine.Dispatch;

/// <summary>Callers who wait for instances to end.</summary>
internal sealed class Waiters
{
    private readonly Dictionary<InstanceId, List<TaskCompletionSource<InstanceState>>> _byInstance = [];

    // Of instances that ended in the frame that is not durable yet.
    private readonly List<TaskCompletionSource<InstanceState>> _untold = [];

    public void Add(InstanceId id, TaskCompletionSource<InstanceState> waiter)
    {
        if (!_byInstance.TryGetValue(id, out var waiters)) _byInstance.Add(id, waiters = []);
        waiters.RemoveAll(w => w.Task.IsCompleted);
        waiters.Add(waiter);
    }

    /// <summary>They are told once the end is durable, or with everybody else that it never will be.</summary>
    public void Ended(Instance instance, Hub hub)
    {
        if (!_byInstance.Remove(instance.Id, out var waiters)) return;
        var state = InstanceView.Of(instance);
        _untold.AddRange(waiters);
        hub.Batch.After(() =>
        {
            foreach (var waiter in waiters) waiter.TrySetResult(state);
            // Other ends of this frame are told right after this one.
            _untold.Clear();
        });
    }

    /// <summary>They will not be told, or not soon: the hub closes, or its disk takes nothing.</summary>
    public void FailAll(Exception why)
    {
        foreach (var waiter in _byInstance.Values.SelectMany(w => w).Concat(_untold)) waiter.TrySetException(why);
        _byInstance.Clear();
        _untold.Clear();
    }
}
