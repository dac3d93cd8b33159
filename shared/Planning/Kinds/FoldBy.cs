using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

internal sealed class FoldByPlan : KindPlan
{
    public override bool FoldsToList => true;

    public override int SplitEvery(Node node) => ((FoldByNode)node).SplitEvery;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Fold;
}
