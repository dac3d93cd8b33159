using Serverless.Engine.Records;

namespace Serverless.Engine.Orchestrations;

/// <summary>External events of one run: in order per name, buffered while no code waits. Names do not differ by case, as on Durable Task.</summary>
internal sealed class EventInbox
{
    private readonly List<EventRaised> _buffered = [];
    private readonly Dictionary<string, IPending> _waiting = new(StringComparer.OrdinalIgnoreCase);

    public bool IsAwaited => _waiting.Count > 0;

    public void Raise(EventRaised raised)
    {
        if (_waiting.Remove(raised.Name, out var waiter)) waiter.Complete(raised.Payload);
        else _buffered.Add(raised);
    }

    public Task<T?> WaitAsync<T>(string name)
    {
        var pending = new Pending<T>(action: null);
        var buffered = _buffered.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        if (buffered >= 0)
        {
            var raised = _buffered[buffered];
            _buffered.RemoveAt(buffered);
            pending.Complete(raised.Payload);
            return pending.Task;
        }
        if (!_waiting.TryAdd(name, pending))
            throw new InvalidOperationException($"Somebody waits for event '{name}' already. Wait once and keep the task, or use another name.");
        return pending.Task;
    }

    /// <summary>The events that no code asked for, for the next generation.</summary>
    public EventRaised[] TakeBuffered()
    {
        EventRaised[] taken = [.. _buffered];
        _buffered.Clear();
        return taken;
    }
}
