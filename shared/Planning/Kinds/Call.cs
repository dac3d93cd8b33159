using Serverless.Graph.Documents;

namespace Serverless.Planning.Kinds;

internal sealed class CallPlan : KindPlan
{
    public override TableRule Tables => TableRule.ByFunction;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Call;
}
