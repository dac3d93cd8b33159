using Serverless.Graph.Documents;

namespace Serverless.Planning.Kinds;

internal sealed class MapPlan : KindPlan
{
    public override GapRule Gaps => GapRule.Keeps;

    public override TableRule Tables => TableRule.ByFunction;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Each;
}
