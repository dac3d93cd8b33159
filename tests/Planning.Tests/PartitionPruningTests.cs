using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Tests;

public sealed class PartitionPruningTests
{
    private static readonly ImmutableArray<KeyColumn> Keys = [new("month", "7", "BIGINT"), new("country", "de", "VARCHAR")];

    [Theory]
    [InlineData("month", ComparisonOperator.Equal, 7, true)]
    [InlineData("month", ComparisonOperator.Equal, 8, false)]
    [InlineData("month", ComparisonOperator.Less, 10, true)]
    [InlineData("month", ComparisonOperator.Greater, 7, false)]
    [InlineData("delay", ComparisonOperator.Equal, 1, true)]
    [InlineData("country", ComparisonOperator.Equal, 1, true)]
    public void MayMatch_OneCondition_ComparesAsNumbers(string column, ComparisonOperator op, int value, bool expected) =>
        Assert.Equal(expected, PartitionPruning.MayMatch([[new Condition(column, op, GraphValue.Of((long)value))]], Keys));

    [Fact]
    public void MayMatch_Alternatives_OneIsEnough()
    {
        ImmutableArray<Condition> not = [new("month", ComparisonOperator.Equal, GraphValue.Of(1L))];
        ImmutableArray<Condition> yes = [new("country", ComparisonOperator.In, GraphValue.List([GraphValue.Of("at"), GraphValue.Of("de")]))];

        Assert.False(PartitionPruning.MayMatch([not], Keys));
        Assert.True(PartitionPruning.MayMatch([not, yes], Keys));
    }
}
