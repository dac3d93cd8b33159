using System.Collections.Immutable;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Planning.Snapshots;

/// <summary>
/// Leaves out partitions that no row of a read's conditions can be in, by their keys alone. Conditions on other columns keep a partition; what cannot be
/// compared in the key's own type keeps it too: the exact filter runs on the rows anyway.
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
            // As SQL compares names.
            if (!string.Equals(key.Name, condition.Column, StringComparison.OrdinalIgnoreCase)) continue;
            if (condition.Value.Kind == GraphValueKind.Null) return MayMatchNull(condition.Operator);
            if (condition.Operator == ComparisonOperator.In)
                return condition.Value.Kind != GraphValueKind.List || condition.Value.AsList().Any(v => v.Kind != GraphValueKind.Null && KeyOrder.Compare(key, v) is null or 0);
            return KeyOrder.Compare(key, condition.Value) is not { } order || condition.Operator switch
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

    // A key is never null.
    private static bool MayMatchNull(ComparisonOperator comparison) => comparison != ComparisonOperator.Equal;
}
