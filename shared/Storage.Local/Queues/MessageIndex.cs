namespace Serverless.Storage.Local.Queues;

/// <summary>What this process believes the queue's folder to hold, so that a lease need not read it each time. Being wrong costs a failed rename, no more. Not thread-safe.</summary>
internal sealed class MessageIndex
{
    private readonly Dictionary<string, MessageFile> _messages = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _visible = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _hidden = new();

    /// <summary>Adds a message, or its newer state.</summary>
    public void Set(MessageFile message)
    {
        if (_messages.TryGetValue(message.Id, out var old) && old == message) return;
        _messages[message.Id] = message;
        _visible.Remove(message.Id);
        _hidden.Enqueue(message.Id, message.VisibleAt);
    }

    public void Remove(string id)
    {
        _messages.Remove(id);
        _visible.Remove(id);
    }

    /// <summary>Replaces everything with what was found in the folder.</summary>
    public void Reset(IEnumerable<MessageFile> found)
    {
        _messages.Clear();
        _visible.Clear();
        _hidden.Clear();
        foreach (var message in found) Set(message);
    }

    /// <summary>The oldest message that is visible at <paramref name="now"/>; it stays in the index until set or removed.</summary>
    public MessageFile? FirstVisible(long now)
    {
        while (_hidden.TryPeek(out var id, out var at) && at <= now)
        {
            _hidden.Dequeue();
            // An entry of an older state is passed over.
            if (_messages.TryGetValue(id, out var message) && message.VisibleAt == at) _visible.Add(id);
        }
        return _visible.Count > 0 ? _messages[_visible.Min!] : null;
    }

    /// <summary>When the next hidden message is seen; null when there is none.</summary>
    public long? NextVisibleAt() => _hidden.TryPeek(out _, out var at) ? at : null;
}
