using Serverless.Execution.Programs.Folds;
using Serverless.Graph.Kinds;

namespace Serverless.Execution.Kinds;

internal sealed class TakeRun : KindRun
{
    // As a slice it has nothing to do: its tasks are the first.
    public override bool HasStep => false;

    public override ValueFold Fold(FoldScope scope) => new TakeFold(((TakeNode)scope.Node).Count, scope.IsFirst);
}
