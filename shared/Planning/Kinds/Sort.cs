using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

internal sealed class SortPlan : KindPlan
{
    public override TableRule Tables => TableRule.Always;

    public override bool IsByRange => true;

    public override bool Matches(Node node) => true;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Each;

    public override MatchLayout LayoutOf(Node node, IReadOnlyList<TableSize> inputs) => ((SortNode)node).Partitions switch
    {
        1 => MatchLayout.AllAtOnce,
        { } partitions => MatchLayout.Spread(partitions),
        _ when inputs[0].Bytes <= MatchLayout.BucketBytes => MatchLayout.AllAtOnce,
        _ => MatchLayout.SpreadBySize(inputs),
    };
}
