using Serverless.Execution.Programs.Folds;

namespace Serverless.Execution.Kinds;

internal sealed class CountRun : KindRun
{
    public override ValueFold Fold(FoldScope scope) => new ValueFold.Count(scope.IsFirst);
}
