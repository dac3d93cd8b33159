using Serverless.Tables.Errors;
using Serverless.Tables.Queries;

namespace Serverless.Tables.Tests;

public sealed class TypedRowTests
{
    public enum Size
    {
        Small,
        Large,
    }

    public sealed record Point(int X, double? Y);

    public sealed record Order(long OrderId, string Name, decimal? Price, DateOnly Day, Size Size, IReadOnlyList<int> Parts, Point? At, DateTimeOffset When);

    public sealed record Narrow(int I);

    [Fact]
    public async Task Rows_RecordWithNestedRecord_IsMappedByName()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var rows = await sandbox.Tables.RowsAsync<Order>(new TableQuery(
            """
            SELECT {'y': NULL, 'x': 5} AS at, 'n' AS name, 42 AS order_id, NULL::DECIMAL(9,2) AS price, DATE '2024-01-01' AS day, 'large' AS size, [1, 2] AS parts, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS "when"
            """));

        var order = Assert.Single(rows);
        Assert.Equal((42L, "n", null, new DateOnly(2024, 1, 1), Size.Large, new Point(5, null)), (order.OrderId, order.Name, order.Price, order.Day, order.Size, order.At));
        Assert.Equal([1, 2], order.Parts);
    }

    [Theory]
    [InlineData("SELECT 1 AS j", "needs a column 'I'")]
    [InlineData("SELECT NULL::INT AS i", "takes no null")]
    [InlineData("SELECT 3000000000 AS i", "3000000000")]
    [InlineData("SELECT 1.5::DOUBLE AS i", "1.5")]
    [InlineData("SELECT 'x' AS i", "is no Int32")]
    public async Task Rows_ThatDoNotFit_SayWhich(string sql, string expected)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => sandbox.Tables.RowsAsync<Narrow>(new TableQuery(sql)));

        Assert.True(error is TableException { Kind: TableErrorKind.Conversion } or ArgumentException, error.ToString());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
