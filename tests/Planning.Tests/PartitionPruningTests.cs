using System.Collections.Immutable;
using Serverless.Graph.Kinds;
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

    [Theory]
    [InlineData("DATE", "2024-01-05", "2024-01-05", 0)]
    [InlineData("DATE", "2024-01-05", "2024-1-5", 0)]
    [InlineData("DATE", "2024-01-05", "2024-01-05 00:00:00", 0)]
    [InlineData("DATE", "2024-01-10", "2024-1-9", 1)]
    [InlineData("DATE", "12024-01-10", "2024-01-09", null)]
    [InlineData("DATE", "infinity", "2024-01-09", null)]
    [InlineData("DATE", "2024-01-05", "no day", null)]
    [InlineData("TIMESTAMP", "2024-01-05 10:00:00", "2024-01-05T10:00:00.000", 0)]
    [InlineData("TIMESTAMP", "2024-01-05 09:59:59.5", "2024-01-05 10:00", -1)]
    [InlineData("TIMESTAMP WITH TIME ZONE", "2024-01-05 10:00:00+00", "2024-01-05 10:00:00Z", null)]
    [InlineData("BIGINT", "10", 9L, 1)]
    [InlineData("UBIGINT", "18446744073709551615", 9223372036854775807L, 1)]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", 9L, 1)]
    [InlineData("DECIMAL(10,2)", "10.25", 9.5, 1)]
    [InlineData("DECIMAL(10,2)", "9.50", 9.5, 0)]
    [InlineData("DECIMAL(4,1)", "-0.5", 0L, -1)]
    [InlineData("DOUBLE", "1.5", 1.5, 0)]
    [InlineData("DOUBLE", "nan", 1.5, null)]
    [InlineData("FLOAT", "0.1", 0.1, 0)]
    [InlineData("BOOLEAN", "true", false, 1)]
    [InlineData("VARCHAR", "10", "9", -1)]
    [InlineData("VARCHAR", "\uE000", "😀", -1)]
    [InlineData("VARCHAR", "10", 10L, null)]
    [InlineData("BLOB", "\\xAA", "a", null)]
    [InlineData("TINYINT", "3", "3", null)]
    public void MayMatch_KeyOfAType_IsComparedInIt(string type, string key, object value, int? order)
    {
        var asked = value switch { long i => GraphValue.Of(i), double d => GraphValue.Of(d), bool b => GraphValue.Of(b), _ => GraphValue.Of((string)value) };
        bool Keeps(ComparisonOperator op) => PartitionPruning.MayMatch([[new Condition("K", op, asked)]], [new KeyColumn("k", key, type)]);

        Assert.Equal(order is null or 0, Keeps(ComparisonOperator.Equal));
        Assert.Equal(order is null or not 0, Keeps(ComparisonOperator.NotEqual));
        Assert.Equal(order is null or < 0, Keeps(ComparisonOperator.Less));
        Assert.Equal(order is null or >= 0, Keeps(ComparisonOperator.GreaterOrEqual));
    }

    [Fact]
    public void MayMatch_Null_IsNoKey()
    {
        Assert.False(PartitionPruning.MayMatch([[new Condition("month", ComparisonOperator.Equal, GraphValue.Null)]], Keys));
        Assert.False(PartitionPruning.MayMatch([[new Condition("month", ComparisonOperator.In, GraphValue.List([GraphValue.Null]))]], Keys));
        Assert.True(PartitionPruning.MayMatch([[new Condition("month", ComparisonOperator.NotEqual, GraphValue.Null)]], Keys));
    }

    [Fact]
    public void MayMatch_Alternatives_OneIsEnough()
    {
        ImmutableArray<Condition> not = [new("month", ComparisonOperator.Equal, GraphValue.Of(1L))];
        ImmutableArray<Condition> yes = [new("country", ComparisonOperator.In, GraphValue.List([GraphValue.Of("at"), GraphValue.Of("de")]))];

        Assert.False(PartitionPruning.MayMatch([not], Keys));
        Assert.True(PartitionPruning.MayMatch([not, yes], Keys));
    }
}
