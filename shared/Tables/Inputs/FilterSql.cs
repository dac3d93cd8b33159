using System.Collections;
using System.Text;
using Serverless.Tables.Conditions;
using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Inputs;

/// <summary>
/// Conditions on an input as SQL. A comparison with null is never true, as in SQL; <c>=</c> and <c>&lt;&gt;</c> with the value null ask for null itself.
/// Values are of their column's type (<see cref="ConditionRule"/>).
/// </summary>
internal static class FilterSql
{
    public static string Of(IReadOnlyList<IReadOnlyList<ColumnCondition>> anyOf, TableSchema schema) =>
        string.Join(" OR ", anyOf.Select(all => $"({string.Join(" AND ", all.Select(condition => Of(condition, schema)))})"));

    private static string Of(ColumnCondition condition, TableSchema schema)
    {
        if (schema.IndexOf(condition.Column) is not (var at and >= 0))
        {
            throw new TableException(TableErrorKind.MissingColumn,
                $"There is no column '{condition.Column}' to compare. There are: {string.Join(", ", schema.Columns.Select(c => c.Name))}.");
        }
        var (column, type) = (SqlLiteral.Name(condition.Column), schema.Columns[at].Type);
        // Text, as partition keys are pruned by: an ENUM's own order is that of its declaration, and it refuses values that it does not have.
        if (type.Kind == ColumnKind.Enum) column = $"CAST({column} AS VARCHAR)";
        return condition switch
        {
            { Operator: "=", Value: null } => $"{column} IS NULL",
            { Operator: "<>", Value: null } => $"{column} IS NOT NULL",
            { Operator: "IN", Value: IEnumerable list and not string } => In(condition, column, type, [.. list.Cast<object?>()]),
            { Operator: "=" or "<>" or "<" or "<=" or ">" or ">=", Value: { } value } => $"{column} {condition.Operator} {ConditionRule.Literal(condition, value, type)}",
            { Operator: "<" or "<=" or ">" or ">=" } => throw new TableException(TableErrorKind.Parameter, "A condition compares the order of null; null has none. Use = or <>."),
            _ => throw new TableException(TableErrorKind.Parameter, $"The condition on {column} has the operator '{condition.Operator}'; there are = <> < <= > >= IN."),
        };
    }

    private static string In(ColumnCondition condition, string column, ColumnType type, List<object?> values)
    {
        var sql = new StringBuilder();
        var known = values.OfType<object>().Select(value => ConditionRule.Literal(condition, value, type)).ToList();
        if (known.Count > 0) sql.Append($"{column} IN ({string.Join(", ", known)})");
        if (known.Count < values.Count) sql.Append(sql.Length > 0 ? " OR " : "").Append($"{column} IS NULL");
        return sql.Length == 0 ? "false" : $"({sql})";
    }
}
