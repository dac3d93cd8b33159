using Serverless.Graph.Documents;

namespace Serverless.Execution.Kinds;

internal sealed class CallRun : KindRun
{
    public override bool SeesAll => true;

    public override Type? ElementType(NodeBinding binding) => binding.Function?.ResultClrType;
}
