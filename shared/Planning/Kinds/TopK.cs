using Serverless.Graph.Documents;

namespace Serverless.Planning.Kinds;

internal sealed class TopKPlan : KindPlan
{
    public override TableRule Tables => TableRule.AsInput;

    public override bool FoldsToList => true;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Fold;
}
