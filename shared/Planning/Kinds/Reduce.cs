using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

internal sealed class ReducePlan : KindPlan
{
    public override TableRule Tables => TableRule.ByFunction;

    public override int SplitEvery(Node node) => ((ReduceNode)node).SplitEvery;

    public override int? MostInFirstGroup(Node node) => SplitEvery(node);

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Fold;
}
