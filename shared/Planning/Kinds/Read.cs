using Serverless.Graph.Documents;

namespace Serverless.Planning.Kinds;

internal sealed class ReadPlan : KindPlan
{
    public override TableRule Tables => TableRule.Always;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Source;
}
