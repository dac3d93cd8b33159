using Serverless.Execution.Programs.Folds;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;

namespace Serverless.Execution.Kinds;

internal sealed class ReduceRun : KindRun
{
    public override Type? ElementType(NodeBinding binding) => binding.Function?.ResultClrType;

    public override ValueFold Fold(FoldScope scope)
    {
        if (scope.Binding.Function is { Kind: FunctionKind.Table }) return new SqlValueFold(scope.Query(), scope.Tables!, scope.Before, scope.Shape);
        var call = scope.CallOnElements();
        return call.TakesList ? new ValueFold.Lists(call) : new ValueFold.Pairs(call);
    }
}
