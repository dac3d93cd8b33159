using System.Collections.Frozen;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

/// <summary>What planning knows of each kind: the one list of kinds in this project.</summary>
internal static class KindPlans
{
    public static FrozenDictionary<Type, KindPlan> All { get; } = new Dictionary<Type, KindPlan>
    {
        [typeof(CallNode)] = new CallPlan(),
        [typeof(ReadNode)] = new ReadPlan(),
        [typeof(RangeNode)] = new RangePlan(),
        [typeof(ItemsNode)] = new ItemsPlan(),
        [typeof(FilesNode)] = new FilesPlan(),
        [typeof(MapNode)] = new MapPlan(),
        [typeof(FilterNode)] = new FilterPlan(),
        [typeof(MapPartitionsNode)] = new MapPartitionsPlan(),
        [typeof(ReduceNode)] = new ReducePlan(),
        [typeof(FoldByNode)] = new FoldByPlan(),
        [typeof(ZipNode)] = new ZipPlan(),
        [typeof(CountNode)] = new CountPlan(),
        [typeof(TakeNode)] = new TakePlan(),
        [typeof(TopKNode)] = new TopKPlan(),
        [typeof(WriteNode)] = new WritePlan(),
        [typeof(DistinctNode)] = new DistinctPlan(),
        [typeof(JoinNode)] = new JoinPlan(),
        [typeof(GroupByNode)] = new GroupByPlan(),
        [typeof(ShuffleNode)] = new ShufflePlan(),
        [typeof(SortNode)] = new SortPlan(),
    }.ToFrozenDictionary();

    public static KindPlan Of(Node node) => All[node.GetType()];
}
