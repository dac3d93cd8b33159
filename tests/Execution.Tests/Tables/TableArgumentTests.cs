using System.Text;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Tests.Tables;

/// <summary>Values where tables are wanted, tables where values are, and files that are not what was said of them.</summary>
public sealed class TableArgumentTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().MapType(typeof(Table), DataType.Table).AddBuiltIns().Add(typeof(Stock)).Build();

    [Fact]
    public async Task Call_RefToAMapThatGivesRecords_TakesTheirRowsAsATable()
    {
        await using var fixture = new UnitFixture(Catalog);

        var (units, token) = await fixture.RunAsync("""
            "r": { "range": { "count": 4 } },
            "m": { "map": "stock.item", "over": "r" },
            "n": { "call": "stock.count", "args": [ { "$ref": "m" } ] },
            "o": { "map": "sql", "over": "n", "args": { "query": "SELECT rows, total FROM input" } }
            """, "o");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Message));
        Assert.Equal(["4", "6"], await fixture.RowAsync(token));
    }

    [Fact]
    public async Task Csv_WithABadValue_NamesFileAndLine()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.Stores.Blobs.PutAsync(new BlobName("bad.csv"), Encoding.UTF8.GetBytes("a,b\n1,2\n3,x\n"), BlobCondition.None, CancellationToken.None);

        var (units, _) = await fixture.RunAsync("""
            "f": { "files": ["bad.csv"] },
            "t": { "map": "csv.read", "over": "f", "args": { "types": { "b": "BIGINT" } }, "policy": { "retries": 0 } }
            """, "t");

        var message = Assert.Single(units).Failure!.Errors[0].Message;
        Assert.All(["bad.csv", "Line: 3"], text => Assert.Contains(text, message, StringComparison.Ordinal));
        Assert.DoesNotContain(fixture.Options.ScratchFolder, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "n": { "map": "sql", "over": "t", "args": { "query": "SELECT a::INTEGER AS a FROM input" } } """)]
    [InlineData(""" "n": { "map": "sql", "over": "t", "args": { "query": "SELECT missing FROM input" } } """)]
    [InlineData(""" "i": { "items": [{ "a": 1 }, 2] }, "n": { "map": "sql", "over": "i", "args": { "query": "SELECT a FROM input" } } """)]
    public async Task Run_InputThatDoesNotFit_FailsWithWordsAndWithoutAStack(string nodes)
    {
        await using var fixture = new UnitFixture(Catalog) { MaxTasks = 10 };
        await fixture.WriteAsync("t.parquet", "SELECT 'x' AS a");

        var (units, _) = await fixture.RunAsync(""" "t": { "read": { "files": ["t.parquet"] } }, """ + nodes, "n");

        Assert.All(Assert.Single(units).Failure!.Errors, error => Assert.True(error is { Stack: null, Trace: not null }, error.Stack));
    }

    [Theory]
    [InlineData("""{ "blob": "x" }""")]
    [InlineData("""{ "name": null }""")]
    public async Task JsonRead_ElementThatIsNoReference_FailsWithWordsAboutIt(string element)
    {
        await using var fixture = new UnitFixture(Catalog);

        var (units, _) = await fixture.RunAsync($$""" "i": { "items": [{{element}}] }, "v": { "map": "json.read", "over": "i", "policy": { "retries": 0 } } """, "v");

        var failure = units[^1].Failure!;
        Assert.DoesNotContain("NullReference", failure.Errors[0].Type + failure.Message, StringComparison.Ordinal);
        Assert.All(failure.Errors, error => Assert.True(error is { Stack: null }, error.Stack));
    }

    [Fact]
    public async Task Write_TwoThousandColumns_IsADataset()
    {
        await using var fixture = new UnitFixture(Catalog);
        var columns = string.Join(", ", Enumerable.Range(0, 2000).Select(c => $"range + {c} AS c{c}"));

        var (units, _) = await fixture.RunAsync($$"""
            "t": { "call": "sql", "args": { "query": "SELECT {{columns}} FROM range(3)" } },
            "w": { "write": { "dataset": "wide", "mode": "create" }, "over": "t" }
            """, "w");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Message));
        var written = (await fixture.Stores.Datasets.FindAsync(new Datasets.DatasetId("wide"), CancellationToken.None))!.Manifest;
        Assert.Equal(2000, written.SchemaOf("table")!.Columns.Length);
    }

    [Fact]
    public async Task Read_ColumnThatIsNotThere_IsRefusedWithTheNearestName()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.WriteAsync("t.parquet", "SELECT 1 AS delay, 2 AS distance");

        var error = await Assert.ThrowsAsync<JobInvalidException>(() => fixture.RunAsync("""
            "t": { "read": { "files": ["t.parquet"], "columns": ["dellay", "distance"], "where": [[["distanc", ">", 0]]] } }
            """, "t"));

        Assert.Equal([("$.nodes.t.read.columns", "delay"), ("$.nodes.t.read.where", "distance")], error.Problems.Select(problem => (problem.Path, problem.Suggestion!)));
    }

    [Fact]
    public async Task Read_DamagedFileThatIsSplit_IsRefusedByName()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.WriteAsync("whole.parquet", "SELECT 1 AS i");
        await fixture.Stores.Blobs.PutAsync(new BlobName("cut.parquet"), Encoding.UTF8.GetBytes("PAR1 and nothing more, really nothing"), BlobCondition.None, CancellationToken.None);

        var error = await Assert.ThrowsAsync<JobInvalidException>(() => fixture.RunAsync("""
            "t": { "read": { "files": ["whole.parquet", "cut.parquet"], "split": { "rowGroups": 1 } } }
            """, "t"));

        var problem = Assert.Single(error.Problems);
        Assert.Equal("$.nodes.t.read.files", problem.Path);
        Assert.Contains("'cut.parquet'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec", "\"command\": [\"cat\"]")]
    [InlineData("http.get", "")]
    public void Map_FunctionOfValuesOverATable_IsRefusedBeforeAnythingRuns(string function, string args)
    {
        var result = JobParser.Parse(Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "t", "nodes": { "t": { "read": { "files": ["t.parquet"] } }, "n": { "map": "{{function}}", "over": "t", "args": { {{args}} } } }, "outputs": ["n"] }"""), Catalog);

        Assert.Contains(result.Problems, problem => problem.Path == "$.nodes.n.over" && problem.Message.Contains("tables", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reduce_RecordsOfOtherFields_AreOneTable()
    {
        await using var fixture = new UnitFixture(Catalog) { MaxTasks = 10 };

        var (units, token) = await fixture.RunAsync("""
            "i": { "items": [ [ { "k": 1 }, { "k": 2, "s": "x" } , { "k": 2.5, "s": null } ] ] },
            "n": { "reduce": "sql", "over": "i", "args": { "query": "SELECT sum(k) AS k, max(s) AS s, count(*) AS n FROM input" } }
            """, "n");

        Assert.All(units, unit => Assert.True(unit.End == UnitEnd.Done, unit.Failure?.Message));
        Assert.Equal(["5.5", "x", "3"], await fixture.RowAsync(token));
    }

    private static class Stock
    {
        [TaskFunction(Name = "stock.item", Version = "1")]
        public static Item Item(long index) => new(index, $"item {index}");

        [TaskFunction(Name = "stock.count", Version = "1")]
        public static async Task<Table> Count(Table items)
        {
            var rows = await items.RowsAsync<Item>();
            return Table.Of(ColumnData.Of("rows", new[] { rows.Count }), ColumnData.Of("total", new[] { rows.Sum(row => row.Id) }));
        }
    }

    private sealed record Item(long Id, string Name);
}
