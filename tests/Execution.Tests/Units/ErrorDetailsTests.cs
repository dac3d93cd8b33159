using System.Globalization;
using Serverless.Store.Failures;

namespace Serverless.Execution.Tests.Units;

public sealed class ErrorDetailsTests
{
    [Fact]
    public void Chain_MessageOfMegabytes_KeepsItsBeginningAndSaysHowLongItWas()
    {
        var inner = new InvalidOperationException("why: " + new string('e', 5_000_000));

        var chain = ErrorDetails.Chain(new InvalidOperationException("short", inner));

        Assert.Equal("short", chain[0].Message);
        Assert.StartsWith("why: eee", chain[1].Message, StringComparison.Ordinal);
        Assert.EndsWith("of 5,000,005 characters)", chain[1].Message, StringComparison.Ordinal);
        Assert.InRange(chain[1].Message.Length, 1000, 10_000);
    }

    [Fact]
    public void Chain_ThrownByUserCodeAlsoThroughOurs_HasItsStack()
    {
        var own = Assert.Throws<FormatException>(() => int.Parse("x", CultureInfo.InvariantCulture));
        var through = Record.Exception(() => Serverless.Tables.Types.ColumnType.Parse("no type ("))!;

        Assert.All(ErrorDetails.Chain(own).Concat(ErrorDetails.Chain(through)), error => Assert.Contains(nameof(ErrorDetailsTests), error.Stack, StringComparison.Ordinal));
    }
}
