using System.Collections.Immutable;
using System.Globalization;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;

namespace Serverless.Planning.Snapshots;

/// <summary>
/// Leaves out partitions that no row of a read's conditions can be in, by their keys alone. Conditions on other columns keep a partition; what cannot be
/// compared keeps it too: the exact filter runs on the rows anyway.
/// </summary>
public static class PartitionPruning
{
    /// <param name="where">Alternatives (or) of conditions (and); empty: all rows.</param>
    /// <param name="keys">The partition's keys.</param>
    public static bool MayMatch(ImmutableArray<ImmutableArray<Condition>> where, ImmutableArray<KeyColumn> keys) =>
        where.IsEmpty || where.Any(all => all.All(condition => MayMatch(condition, keys)));

    private static bool MayMatch(Condition condition, ImmutableArray<KeyColumn> keys)
    {
        foreach (var key in keys)
        {
            if (key.Name != condition.Column) continue;
            if (condition.Operator == ComparisonOperator.In)
                return condition.Value.Kind != GraphValueKind.List || condition.Value.AsList().Any(v => Compare(key, v) is null or 0);
            return Compare(key, condition.Value) is not { } order || condition.Operator switch
            {
                ComparisonOperator.Equal => order == 0,
                ComparisonOperator.NotEqual => order != 0,
                ComparisonOperator.Less => order < 0,
                ComparisonOperator.LessOrEqual => order <= 0,
                ComparisonOperator.Greater => order > 0,
                _ => order >= 0,
            };
        }
        return true;
    }

    // Null: cannot tell.
    private static int? Compare(KeyColumn key, GraphValue value)
    {
        switch (value.Kind)
        {
            case GraphValueKind.Integer when TryNumber(key.Value, out var number):
                return number.CompareTo(value.AsInteger());
            case GraphValueKind.Decimal when TryNumber(key.Value, out var number):
                return number.CompareTo(value.AsDecimal());
            case GraphValueKind.String when key.Type is "VARCHAR" or "DATE":
                // Dates are ISO text, whose order is that of time.
                return string.CompareOrdinal(key.Value, value.AsString());
            default:
                return null;
        }
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
