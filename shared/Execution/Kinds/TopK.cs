using Serverless.Execution.Programs.Folds;
using Serverless.Graph.Kinds;

namespace Serverless.Execution.Kinds;

internal sealed class TopKRun : KindRun
{
    public override ValueFold Fold(FoldScope scope) =>
        new TopFold((TopKNode)scope.Node, scope.Binding.By is { } rank ? scope.Call(rank, 1) : null, scope.IsFirst, scope.IsLast);
}
