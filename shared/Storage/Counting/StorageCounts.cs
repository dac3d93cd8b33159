using System.Collections.Concurrent;

namespace Serverless.Storage.Counting;

/// <summary>Counts calls by kind (<c>blob.put</c>, <c>blob.get</c>, <c>queue.lease</c>, ...), from any number of threads. A call counts when it is made, whatever comes of it.</summary>
public sealed class StorageCounts
{
    private readonly ConcurrentDictionary<string, long> _byKind = new(StringComparer.Ordinal);

    /// <summary>Calls of all kinds.</summary>
    public long Total => _byKind.Values.Sum();

    /// <summary>Calls of one kind; 0 when there were none.</summary>
    public long this[string kind] => _byKind.GetValueOrDefault(kind);

    /// <summary>What was counted so far, by kind in ordinal order.</summary>
    public IReadOnlyDictionary<string, long> Snapshot() => new SortedDictionary<string, long>(_byKind, StringComparer.Ordinal);

    /// <summary>The store, with every call through what is returned counted here; the names of kinds are those of <see cref="CountingBlobAccount"/>.</summary>
    public IBlobStore Count(IBlobStore store) => store is ILocalFiles files ? new CountingLocalBlobStore(store, files, this) : new CountingBlobStore(store, this);

    /// <summary>Adds what was counted elsewhere, as in another process.</summary>
    public void Add(IReadOnlyDictionary<string, long> others)
    {
        foreach (var (kind, count) in others) Add(kind, count);
    }

    internal void Add(string kind, long count = 1) => _byKind.AddOrUpdate(kind, count, (_, old) => old + count);
}
