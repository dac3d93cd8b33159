using Serverless.Graph.Documents;

namespace Serverless.Planning.Kinds;

internal sealed class FilterPlan : KindPlan
{
    public override GapRule Gaps => GapRule.Makes;

    public override TableRule Tables => TableRule.AsInput;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Each;
}
