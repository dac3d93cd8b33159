using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

internal sealed class TakePlan : KindPlan
{
    public override GapRule Gaps => GapRule.Keeps;

    public override TableRule Tables => TableRule.AsInput;

    public override bool FoldsToList => true;

    // Of elements that are all there the first tasks are all that it is.
    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => isWhole ? NodeRole.Slice : NodeRole.Fold;

    public override long MostOf(Node node) => ((TakeNode)node).Count;
}
