using System.Collections.Concurrent;

namespace Serverless.Store.Records;

/// <summary>
/// What this process knows of the ledger, node by node. Without it each unit would read the records of all units before it. Of the nodes that were not used
/// for longest it forgets when there is too much: they are read again then.
/// </summary>
internal sealed class RecordCache
{
    /// <summary>Records of all nodes together: some hundred megabytes, and more than a job has that fits into days.</summary>
    private const int MaxRecords = 2_000_000;

    private readonly ConcurrentDictionary<string, NodeRecords> _nodes = new(StringComparer.Ordinal);
    private long _uses;
    private int _added;

    public NodeRecords Of(string token)
    {
        var node = _nodes.GetOrAdd(token, static t => new NodeRecords(t));
        node.UsedAt = Interlocked.Increment(ref _uses);
        return node;
    }

    /// <summary>Called after records were added somewhere.</summary>
    public void Added()
    {
        // To count all is worth while now and then.
        if (Interlocked.Increment(ref _added) % 1024 != 0) return;
        var nodes = _nodes.Values.OrderByDescending(n => n.UsedAt).ToList();
        var count = 0L;
        foreach (var node in nodes)
        {
            count += node.Count;
            if (count > MaxRecords && node != nodes[0]) _nodes.TryRemove(new(node.Token, node));
        }
    }
}
