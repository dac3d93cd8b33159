using System.Collections.Frozen;
using System.Collections.Immutable;
using Serverless.Graph.Documents;

namespace Serverless.Graph.Kinds;

/// <summary>The kinds of nodes: the one list of them in this project. New ones go to its end.</summary>
internal static class NodeKinds
{
    public static ImmutableArray<NodeKind> All { get; } =
    [
        new CallKind(),
        new ReadKind(),
        new RangeKind(),
        new ItemsKind(),
        new FilesKind(),
        new MapKind(),
        new FilterKind(),
        new MapPartitionsKind(),
        new ReduceKind(),
        new FoldByKind(),
        new ZipKind(),
        new CountKind(),
        new TakeKind(),
        new TopKKind(),
        new WriteKind(),
        new DistinctKind(),
        new JoinKind(),
        new GroupByKind(),
        new ShuffleKind(),
        new SortKind(),
    ];

    /// <summary>Properties beside a kind's own that few kinds have; each once.</summary>
    public static ImmutableArray<NodePart> Parts { get; } = [.. All.SelectMany(kind => kind.Parts).Distinct()];

    private static readonly FrozenDictionary<Type, NodeKind> ByType = All.ToFrozenDictionary(kind => kind.NodeType);

    private static readonly FrozenDictionary<string, NodeKind> ByName = All.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    public static NodeKind Of(Node node) => ByType[node.GetType()];

    /// <summary>The kind of a property of a node; null: it is no kind.</summary>
    public static NodeKind? Find(string property) => ByName.GetValueOrDefault(property);
}
