using Serverless.Graph.Documents;

namespace Serverless.Execution.Kinds;

internal sealed class MapRun : KindRun
{
    public override Type? ElementType(NodeBinding binding) => binding.Function?.ResultClrType;
}
