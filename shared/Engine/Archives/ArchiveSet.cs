using System.Collections.Immutable;
using Serverless.Durable;
using Serverless.Engine.Instances;

namespace Serverless.Engine.Archives;

/// <summary>
/// The finished instances that are on the disk, at one moment. Immutable, so that a query reads it on its own thread while the dispatcher goes on.
/// </summary>
/// <param name="Files">Newest first: what a newer one holds hides the same id in an older one.</param>
/// <param name="Forgotten">Purged ids, each with the number of the newest archive that it hides.</param>
internal sealed record ArchiveSet(ImmutableArray<ArchiveFile> Files, ImmutableDictionary<InstanceId, long> Forgotten)
{
    public static ArchiveSet Empty { get; } = new([], ImmutableDictionary<InstanceId, long>.Empty);

    public long Newest => Files.IsEmpty ? 0 : Files[0].Number;

    public Instance? Find(InstanceId id)
    {
        foreach (var file in Files)
        {
            if (file.MayHold(id) && !Hides(id, file.Number) && file.Find(id) is { } found) return found;
        }
        return null;
    }

    /// <summary>False: no file holds the id.</summary>
    public bool MayHold(InstanceId id)
    {
        foreach (var file in Files)
        {
            if (file.MayHold(id)) return true;
        }
        return false;
    }

    /// <summary>Purges an id: what the files hold of it counts no more.</summary>
    public ArchiveSet Forget(InstanceId id) => MayHold(id) ? this with { Forgotten = Forgotten.SetItem(id, Newest) } : this;

    /// <summary>All instances from an id on, in order, each once.</summary>
    public IEnumerable<Instance> From(string? first) => Merge(Files, Hides, first);

    private bool Hides(InstanceId id, long number) => Forgotten.TryGetValue(id, out var upTo) && number <= upTo;

    /// <summary>Merges files in order of ids; the newest holder of an id counts.</summary>
    public static IEnumerable<Instance> Merge(IReadOnlyList<ArchiveFile> newestFirst, Func<InstanceId, long, bool> hides, string? first)
    {
        var heads = new PriorityQueue<(IEnumerator<Instance> Source, int Age), (string Id, int Age)>(
            Comparer<(string Id, int Age)>.Create(static (a, b) => string.CompareOrdinal(a.Id, b.Id) is var c and not 0 ? c : a.Age.CompareTo(b.Age)));
        for (var age = 0; age < newestFirst.Count; age++) Advance(newestFirst[age].From(first).GetEnumerator(), age);
        string? last = null;
        while (heads.TryDequeue(out var head, out var key))
        {
            var instance = head.Source.Current;
            if (key.Id != last)
            {
                last = key.Id;
                if (!hides(instance.Id, newestFirst[head.Age].Number)) yield return instance;
            }
            Advance(head.Source, head.Age);
        }

        void Advance(IEnumerator<Instance> rest, int age)
        {
            if (rest.MoveNext()) heads.Enqueue((rest, age), (rest.Current.Id.Value, age));
            else rest.Dispose();
        }
    }
}
