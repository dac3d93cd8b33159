using Serverless.Graph.Documents;
using Serverless.Graph.Functions;

namespace Serverless.Planning.Kinds;

internal sealed class MapPartitionsPlan : KindPlan
{
    public override TableRule Tables => TableRule.ByFunction;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) =>
        binding.Function is { Kind: FunctionKind.Table } ? NodeRole.Partition : NodeRole.Gather;
}
