using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

internal sealed class GroupByPlan : KindPlan
{
    public override TableRule Tables => TableRule.Always;

    public override bool Matches(Node node) => ((GroupByNode)node).MaySpread;

    // What has no partial results that could be merged is made of all rows of a group at once.
    public override bool TakesAll(Node node) => ((GroupByNode)node).Aggregates.Any(a => !a.HasPartials);

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => Matches(node) ? NodeRole.Each : NodeRole.Fold;

    public override MatchLayout LayoutOf(Node node, IReadOnlyList<TableSize> inputs)
    {
        var group = (GroupByNode)node;
        if (group.Keys.IsEmpty || (group.Way == GroupWay.Auto && inputs[0].Bytes <= MatchLayout.BucketBytes)) return MatchLayout.AllAtOnce;
        return group.Buckets is { } buckets ? MatchLayout.Spread(buckets) : MatchLayout.SpreadBySize(inputs);
    }
}
