using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Tables;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Tests.Tables;

/// <summary>Records that lack fields, or have others of other types, where tables are wanted: what comes out is the same however they are grouped.</summary>
public sealed class RecordSchemaTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().MapType(typeof(Table), DataType.Table).AddBuiltIns().Add(typeof(Loose)).Build();

    [Theory]
    [InlineData(""" "r": { "items": [{ "k": 1 }, { "k": 2, "s": "x" }, { "k": 2.5 }] } """)]
    [InlineData(""" "x": { "range": { "count": 3 } }, "r": { "map": "loose.record", "over": "x" } """)]
    [InlineData(""" "x": { "range": { "count": 3 } }, "y": { "map": "loose.record", "over": "x" }, "r": { "filter": "loose.all", "over": "y" } """)]
    [InlineData(""" "r": { "items": [[{ "k": 1 }], [], [{ "k": 2, "s": "x" }, { "k": 2.5 }]] } """)]
    public async Task Reduce_RecordsThatLackFields_AreOneTable(string records)
    {
        await using var fixture = new UnitFixture(Catalog);
        var nodes = records + """, "n": { "reduce": "sql", "over": "r", "args": { "query": "SELECT * FROM input" }, "splitEvery": 2 }, "o": { "map": "sql", "over": "n", "args": { "query": "SELECT sum(k) AS k, max(s) AS s, count(*) AS n, string_agg(k::VARCHAR ORDER BY k) AS t FROM input" } } """;

        var (units, token) = await fixture.RunAsync(nodes, "o");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Errors[0].Message));
        Assert.Equal(["5.5", "x", "3", "1.0,2.0,2.5"], await fixture.RowAsync(token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Map_QueryOverItemsThatLackFields_SeesTheColumnsOfAll(int maxTasks)
    {
        await using var fixture = new UnitFixture(Catalog) { MaxTasks = maxTasks };

        var (units, token) = await fixture.RunAsync("""
            "i": { "items": [{ "k": 1 }, { "s": "x", "k": 2.5 }, { "d": { "a": 1 }, "l": [1] }, { "d": { "b": "y" }, "l": [1.5] }, { "k": 3, "m": 1 }, { "m": "text" }] },
            "n": { "map": "sql", "over": "i", "args": {
              "query": "SELECT input.k::VARCHAR AS t, s, d.a AS a, d.b AS b, input.l::VARCHAR AS u, m, count(*) OVER () AS n FROM input" } }
            """, "n");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Errors[0].Message));
        Assert.Equal(["1.0", "", "", "", "", "", "1"], await fixture.RowAsync(token));
        Assert.Equal(["2.5", "x", "", "", "", "", "1"], await fixture.RowAsync(token, 1));
        Assert.Equal(["", "", "1", "", "[1.0]", "", "1"], await fixture.RowAsync(token, 2));
        Assert.Equal(["", "", "", "y", "[1.5]", "", "1"], await fixture.RowAsync(token, 3));
        Assert.Equal(["3.0", "", "", "", "", "1", "1"], await fixture.RowAsync(token, 4));
        Assert.Equal(["", "", "", "", "", "\"text\"", "1"], await fixture.RowAsync(token, 5));
    }

    [Fact]
    public async Task Map_QueryOverListsOfRecords_SeesTheColumnsOfAllAndNoRowOfAnEmptyOne()
    {
        await using var fixture = new UnitFixture(Catalog);

        var (units, token) = await fixture.RunAsync("""
            "i": { "items": [[{ "k": 1 }, { "k": 2 }], [], [{ "s": "x" }]] },
            "n": { "map": "sql", "over": "i", "args": { "query": "SELECT count(*) AS n, sum(k) AS k, max(s) AS s FROM input" } }
            """, "n");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Errors[0].Message));
        Assert.Equal(["2", "3", ""], await fixture.RowAsync(token));
        Assert.Equal(["0", "", ""], await fixture.RowAsync(token, 1));
        Assert.Equal(["1", "", "x"], await fixture.RowAsync(token, 2));
    }

    [Fact]
    public async Task Map_MethodWithATableOverItemsThatLackFields_SeesTheColumnsOfAll()
    {
        await using var fixture = new UnitFixture(Catalog);

        var (units, token) = await fixture.RunAsync("""
            "i": { "items": [{ "k": 1 }, { "s": "x" }] },
            "n": { "map": "loose.columns", "over": "i" },
            "o": { "map": "sql", "over": "n", "args": { "query": "SELECT names FROM input" } }
            """, "o");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Errors[0].Message));
        Assert.Equal(["k BIGINT,s VARCHAR"], await fixture.RowAsync(token));
        Assert.Equal(["k BIGINT,s VARCHAR"], await fixture.RowAsync(token, 1));
    }

    [Theory]
    [InlineData(""" "i": { "items": [{ "k": 1 }, { "k": 2, "s": "x" }, { "k": 2.5 }] } """)]
    [InlineData(""" "r": { "range": { "count": 3 } }, "i": { "map": "loose.record", "over": "r" } """)]
    [InlineData(""" "r": { "range": { "count": 1000 } }, "i": { "mapPartitions": "loose.first", "over": "r" } """)]
    public async Task Call_OverRecordsThatLackFields_SeesAllAsOneTable(string records)
    {
        await using var fixture = new UnitFixture(Catalog) { MaxTasks = 100 };

        var (units, token) = await fixture.RunAsync(records + """
            , "n": { "call": "sql", "over": "i", "args": { "query": "SELECT sum(k) AS k, max(s) AS s, count(*) AS n FROM input" } }
            """, "n");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Errors[0].Message));
        Assert.Equal(["5.5", "x", "3"], await fixture.RowAsync(token));
    }

    [Fact]
    public async Task Reduce_ColumnThatNoRecordHas_FailsOnce()
    {
        await using var fixture = new UnitFixture(Catalog);

        var (units, _) = await fixture.RunAsync("""
            "x": { "range": { "count": 9 } }, "r": { "map": "loose.record", "over": "x" },
            "n": { "reduce": "sql", "over": "r", "args": { "query": "SELECT sum(kk) AS k FROM input" }, "policy": { "retries": 0 } }
            """, "n");

        var failed = Assert.Single(units, unit => unit.End == UnitEnd.Failed);
        Assert.Contains("kk", failed.Failure!.Errors[0].Message, StringComparison.Ordinal);
    }

    private static class Loose
    {
        [TaskFunction(Name = "loose.record", Version = "1")]
        public static Dictionary<string, object?> Record(long index) => index switch
        {
            0 => new() { ["k"] = 1 },
            1 => new() { ["k"] = 2, ["s"] = "x" },
            _ => new() { ["k"] = 2.5 },
        };

        [TaskFunction(Name = "loose.first", Version = "1")]
        public static IEnumerable<Dictionary<string, object?>> First(IReadOnlyList<long> indices) => indices.Where(index => index < 3).Select(Record);

        [TaskFunction(Name = "loose.all", Version = "1")]
        public static bool All(Dictionary<string, object?> record) => record.Count > 0;

        [TaskFunction(Name = "loose.columns", Version = "1")]
        public static async Task<Table> Columns(Table table) =>
            Table.Of(ColumnData.Of("names", new[] { string.Join(',', (await table.DescribeAsync()).Columns.Select(column => $"{column.Name} {column.Type.Text}")) }));
    }
}
