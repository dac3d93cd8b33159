using Serverless.Graph.Documents;
using Serverless.Tables;

namespace Serverless.Execution.Tables;

/// <summary>A document's conditions as those of tables.</summary>
internal static class Conditions
{
    public static ColumnCondition Of(Condition condition) => new(
        condition.Column,
        condition.Operator switch
        {
            ComparisonOperator.Equal => "=",
            ComparisonOperator.NotEqual => "<>",
            ComparisonOperator.Less => "<",
            ComparisonOperator.LessOrEqual => "<=",
            ComparisonOperator.Greater => ">",
            ComparisonOperator.GreaterOrEqual => ">=",
            _ => "IN",
        },
        SqlValue.Of(condition.Value));
}
