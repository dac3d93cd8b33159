using System.Collections.Frozen;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Execution.Kinds;

/// <summary>How each kind runs: the one list of kinds in this project.</summary>
internal static class KindRuns
{
    public static FrozenDictionary<Type, KindRun> All { get; } = new Dictionary<Type, KindRun>
    {
        [typeof(CallNode)] = new CallRun(),
        [typeof(ReadNode)] = new ReadRun(),
        [typeof(RangeNode)] = new RangeRun(),
        [typeof(ItemsNode)] = new ItemsRun(),
        [typeof(FilesNode)] = new FilesRun(),
        [typeof(MapNode)] = new MapRun(),
        [typeof(FilterNode)] = new FilterRun(),
        [typeof(MapPartitionsNode)] = new MapPartitionsRun(),
        [typeof(ReduceNode)] = new ReduceRun(),
        [typeof(FoldByNode)] = new FoldByRun(),
        [typeof(ZipNode)] = new ZipRun(),
        [typeof(CountNode)] = new CountRun(),
        [typeof(TakeNode)] = new TakeRun(),
        [typeof(TopKNode)] = new TopKRun(),
        [typeof(WriteNode)] = new WriteRun(),
        [typeof(DistinctNode)] = new DistinctRun(),
        [typeof(JoinNode)] = new JoinRun(),
        [typeof(GroupByNode)] = new GroupByRun(),
        [typeof(ShuffleNode)] = new ShuffleRun(),
        [typeof(SortNode)] = new SortRun(),
    }.ToFrozenDictionary();

    public static KindRun Of(Node node) => All[node.GetType()];
}
