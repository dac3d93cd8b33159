using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

internal sealed class RangePlan : KindPlan
{
    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Source;

    public override long CountOf(Node node) => ((RangeNode)node).Count;

    public override bool AreSame(Node one, Node other, int count) => Numbers(one) == Numbers(other);

    public override (long First, long Step)? Numbers(Node node) => (((RangeNode)node).From, ((RangeNode)node).Step);
}
