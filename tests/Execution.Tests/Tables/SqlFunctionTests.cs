using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;

namespace Serverless.Execution.Tests.Tables;

public sealed class SqlFunctionTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(Prices)).Build();

    [Theory]
    [InlineData("SELECT sum(prices.net(v, 20)) AS v FROM input")]
    [InlineData("SELECT sum(\\\"prices.net\\\"(v, 10 + 10)) AS v FROM input")]
    public async Task Sql_NamesAFunction_CallsIt(string sql)
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.WriteAsync("t.parquet", "SELECT range::DOUBLE AS v FROM range(5)");

        var (units, token) = await fixture.RunAsync($$"""
            "t": { "read": { "files": ["t.parquet"] } },
            "n": { "map": "sql", "over": "t", "args": { "query": "{{sql}}" } }
            """, "n");

        Assert.Equal(UnitEnd.Done, Assert.Single(units).End);
        Assert.Equal(["8"], await fixture.RowAsync(token));
        Assert.Empty(fixture.Leftovers);
    }

    [Fact]
    public async Task Sql_FunctionThrows_FailsWithItsException()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.WriteAsync("t.parquet", "SELECT -1::DOUBLE AS v");

        var (units, _) = await fixture.RunAsync("""
            "t": { "read": { "files": ["t.parquet"] } },
            "n": { "map": "sql", "over": "t", "args": { "query": "SELECT prices.net(v, 20) FROM input" }, "policy": { "retries": 0 } }
            """, "n");

        var failure = Assert.Single(units).Failure!;
        Assert.Contains(failure.Errors, e => e.Type.EndsWith("ArgumentOutOfRangeException", StringComparison.Ordinal) && e.Message.Contains("gross", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sql_NamesWhatSqlCannotCall_SaysWhy()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.WriteAsync("t.parquet", "SELECT 'de' AS c");

        var (units, _) = await fixture.RunAsync("""
            "t": { "read": { "files": ["t.parquet"] } },
            "n": { "map": "sql", "over": "t", "args": { "query": "SELECT prices.load(c) FROM input" } }
            """, "n");

        var failure = Assert.Single(units).Failure!;
        Assert.Contains("prices.load cannot be called from SQL: TaskContext is no type that SQL has values of", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.Attempts);
    }

    internal static class Prices
    {
        [TaskFunction(Version = "2")]
        public static double Net(double gross, long percent)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(gross);
            return gross * (100 - percent) / 100;
        }

        [TaskFunction]
        public static string Load(TaskContext context, string country) => $"{country} {context.Attempt}";
    }
}
