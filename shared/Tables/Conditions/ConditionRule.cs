using System.Collections;
using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Conditions;

/// <summary>
/// What may be compared with a column: a value of the column's own type. Nothing is converted in silence, as that decides which rows are read: "3" is no 3, 3.0
/// is no integer, and a day is no instant.
/// </summary>
public static class ConditionRule
{
    /// <summary>What is wrong with a condition, with the nearest that would be right; null when nothing is.</summary>
    public static string? Problem(ColumnCondition condition, ColumnType type)
    {
        foreach (var value in condition.Value is IEnumerable list and not string ? list.Cast<object?>() : [condition.Value])
        {
            if (value is null) continue;
            var literal = ConditionLiteral.Of(value, type);
            if (literal.Sql is not null) continue;
            var what = $"The column '{condition.Column}' is {type.Text}, and {ConditionLiteral.Show(value)} is {literal.Kind}";
            return literal.Nearest is { } nearest ? $"{what}; write {nearest}." : $"{what}; {literal.Wanted}.";
        }
        return null;
    }

    /// <summary>A value as SQL of the column's type.</summary>
    /// <exception cref="TableException">Kind Parameter: see <see cref="Problem"/>.</exception>
    internal static string Literal(ColumnCondition condition, object value, ColumnType type) =>
        ConditionLiteral.Of(value, type).Sql ?? throw new TableException(TableErrorKind.Parameter, Problem(condition with { Value = value }, type)!);
}
