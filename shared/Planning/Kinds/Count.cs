using Serverless.Graph.Documents;

namespace Serverless.Planning.Kinds;

internal sealed class CountPlan : KindPlan
{
    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Fold;
}
