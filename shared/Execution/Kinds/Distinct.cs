using Serverless.Execution.Programs.Folds;

namespace Serverless.Execution.Kinds;

internal sealed class DistinctRun : KindRun
{
    public override ValueFold Fold(FoldScope scope) =>
        scope.Binding.Function is not null ? new SqlValueFold(scope.Query(), scope.Tables!, scope.Before, scope.Shape) : new DistinctFold(scope.IsFirst);
}
