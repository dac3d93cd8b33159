using Serverless.Graph.Documents;

namespace Serverless.Planning.Kinds;

internal sealed class ZipPlan : KindPlan
{
    public override GapRule Gaps => GapRule.Keeps;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Each;
}
