using Serverless.Execution.Programs.Folds;
using Serverless.Graph.Kinds;

namespace Serverless.Execution.Kinds;

internal sealed class FoldByRun : KindRun
{
    public override ValueFold Fold(FoldScope scope) => new KeyFold(
        scope.Call(),
        scope.Call(scope.Binding.By!, 1),
        scope.Binding.Combine is { } combine ? scope.Call(combine, 2) : scope.Call(),
        ((FoldByNode)scope.Node).Initial is { } initial ? scope.Resolve(initial) : null,
        scope.IsFirst);
}
