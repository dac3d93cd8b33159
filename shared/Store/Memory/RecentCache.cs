using System.Diagnostics.CodeAnalysis;

namespace Serverless.Store.Memory;

/// <summary>
/// Keeps what was used last, within a bound of bytes: the least recently used go first when there is more. What somebody holds at that moment stays with him.
/// </summary>
/// <param name="maxBytes">Bytes of all values together.</param>
/// <param name="atLeast">So many of the last used stay whatever their bytes: what is used together would else push itself out.</param>
internal sealed class RecentCache<T>(long maxBytes, int atLeast = 1)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);

    // Least recently used first.
    private readonly LinkedList<Entry> _order = new();
    private long _bytes;

    /// <summary>Bytes of what is kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    public bool TryGet(string name, [NotNullWhen(true)] out T? value)
    {
        lock (_gate)
        {
            value = _entries.TryGetValue(name, out var known) ? Use(known) : null;
            return value is not null;
        }
    }

    /// <summary>Adds a value, or puts it in the place of another.</summary>
    public void Set(string name, T value, long bytes)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(name, out var known)) Remove(known);
            Add(name, value, bytes);
        }
    }

    /// <param name="name">Of the value.</param>
    /// <param name="bytes">Of the value, if it is not there.</param>
    /// <param name="make">Makes it; to come back at once.</param>
    public T GetOrAdd(string name, long bytes, Func<T> make)
    {
        lock (_gate) return _entries.TryGetValue(name, out var known) ? Use(known) : Add(name, make(), bytes);
    }

    /// <summary>Removes a value, unless another has taken its place.</summary>
    public void Remove(string name, T value)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(name, out var known) && known.Value.Value == value) Remove(known);
        }
    }

    private T Use(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _order.AddLast(node);
        return node.Value.Value;
    }

    private T Add(string name, T value, long bytes)
    {
        _entries[name] = _order.AddLast(new Entry(name, bytes, value));
        _bytes += bytes;
        while (_bytes > maxBytes && _order.Count > atLeast) Remove(_order.First!);
        return value;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _entries.Remove(node.Value.Name);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(string Name, long Bytes, T Value);
}
