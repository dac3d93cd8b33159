using Serverless.Graph.Kinds;
using Serverless.Tables.Conditions;

namespace Serverless.Store.Resolving;

/// <summary>A document's conditions as those of tables.</summary>
public static class Conditions
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
