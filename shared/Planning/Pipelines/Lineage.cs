using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Kinds;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>Which source the elements of a node stand for, one for one; and whether the n-th of two sources belong together.</summary>
internal sealed class Lineage
{
    private readonly JobDocument _document;
    private readonly JobSnapshot _snapshot;
    private readonly Func<int, long> _count;
    private readonly int[] _source;

    /// <param name="document">The job.</param>
    /// <param name="snapshot">Its reads.</param>
    /// <param name="traits">Of the document.</param>
    /// <param name="count">How many elements a node has.</param>
    public Lineage(JobDocument document, JobSnapshot snapshot, CollectionTraits traits, Func<int, long> count)
    {
        (_document, _snapshot, _count) = (document, snapshot, count);
        _source = new int[document.Nodes.Count];
        foreach (var node in document.Topology.Order)
        {
            var isOneForOne = traits.RoleOf(node) is (NodeRole.Each or NodeRole.Partition or NodeRole.Slice) && !traits.Matches(node);
            // Of several inputs that go together any says the same; the first may be a single one that goes with all.
            _source[node] = isOneForOne && document.Nodes[node].Over.Length > 0 ? -1 : node;
        }
    }

    /// <summary>The n-th elements of both are made of the same, or of partitions with the same keys of which each has one.</summary>
    public bool AreAligned(int a, int b)
    {
        var (x, y) = (SourceOf(a), SourceOf(b));
        if (x == y) return true;
        var count = (int)Math.Min(_count(a), int.MaxValue);
        var (one, other) = (_document.Nodes[x], _document.Nodes[y]);
        if (one.IsExternal && other.IsExternal) return AreAligned(PartitionsOf(x), PartitionsOf(y), count);
        return one.GetType() == other.GetType() && KindPlans.Of(one).AreSame(one, other, count);
    }

    /// <summary>What the elements of a node are partitions of, for people.</summary>
    public string Describe(int node, NodeId name)
    {
        var source = _document.Nodes[SourceOf(node)];
        var of = source.Id == name ? "" : $" by way of '{source.Id}'";
        if (!source.IsExternal) return $"'{name}' has the elements of '{source.Id}' ({source.Kind.ToLowerInvariant()})";
        var partitions = PartitionsOf(SourceOf(node));
        var keys = partitions.IsEmpty ? [] : partitions[0].Keys.Select(k => k.Name).ToList();
        return keys.Count == 0 ? $"'{name}'{of} has files without partition keys"
            : AreDistinct(partitions, partitions.Length) ? $"'{name}'{of} is partitioned by {string.Join(", ", keys)}"
            : $"'{name}'{of} has several partitions with the same {string.Join(", ", keys)}";
    }

    private int SourceOf(int node)
    {
        while (_source[node] < 0)
        {
            var inputs = _document.Nodes[node].Over.Select(o => _document.Nodes.IndexOf(o.Node)).ToList();
            var next = inputs.FindIndex(i => _count(i) != 1);
            node = inputs[Math.Max(0, next)];
        }
        return node;
    }

    private ImmutableArray<PartitionSnapshot> PartitionsOf(int source) => _snapshot.Reads[_document.Nodes[source].Id.Value].Partitions;

    private static bool AreAligned(ImmutableArray<PartitionSnapshot> a, ImmutableArray<PartitionSnapshot> b, int count)
    {
        count = Math.Min(count, Math.Min(a.Length, b.Length));
        var (isSame, hasSameKeys) = (true, true);
        for (var i = 0; i < count && (isSame || hasSameKeys); i++)
        {
            isSame &= (a[i].File, a[i].IsLocalFile, a[i].FirstRow, a[i].RowCount) == (b[i].File, b[i].IsLocalFile, b[i].FirstRow, b[i].RowCount);
            hasSameKeys &= !a[i].Keys.IsEmpty && a[i].Keys.Select(Name).SequenceEqual(b[i].Keys.Select(Name));
        }
        // Where several partitions have one key, it is not known which of them belong together: rows of one may match rows of each other.
        return isSame || (hasSameKeys && AreDistinct(a, a.Length) && AreDistinct(b, b.Length));
    }

    private static bool AreDistinct(ImmutableArray<PartitionSnapshot> partitions, int count)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return partitions.Take(count).All(p => seen.Add(string.Join('\0', p.Keys.Select(Name))));
    }

    private static string Name(KeyColumn key) => $"{key.Name}\0{key.Value}";
}
