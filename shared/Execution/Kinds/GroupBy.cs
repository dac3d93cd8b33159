using Serverless.Execution.Programs.Folds;

namespace Serverless.Execution.Kinds;

internal sealed class GroupByRun : KindRun
{
    public override ValueFold Fold(FoldScope scope) => new SqlValueFold(scope.Query(), scope.Tables!, scope.Before, scope.Shape);
}
