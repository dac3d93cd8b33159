using System.Text;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Planning.Pipelines;
using Serverless.Storage;
using Serverless.Store.Failures;
using Serverless.Store.Jobs;
using Serverless.Store.Results;
using Serverless.Tables;

namespace Serverless.Execution.Tests.Functions;

/// <summary>Files of other formats in graphs.</summary>
public sealed class FileFunctionTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Build();

    [Fact]
    public async Task CsvRead_FilesAndAQuery_GivesTheirRows()
    {
        await using var fixture = new UnitFixture(Catalog);
        await PutAsync(fixture, "in/a.csv", "day;n\n2026-01-01;1\n2026-01-02;NA\n");
        await PutAsync(fixture, "in/b.csv", "day;n\n2026-01-03;40\n");

        var (units, token) = await fixture.RunAsync("""
            "f": { "files": ["in/*.csv"] },
            "t": { "map": "csv.read", "over": "f", "args": { "delimiter": ";", "types": { "n": "DECIMAL(9,2)" }, "nullText": "NA" } },
            "s": { "reduce": "sql", "over": "t", "args": { "query": "SELECT count(*)::INTEGER AS rows, sum(n) AS n, max(day)::VARCHAR AS day FROM input" } }
            """, "s");

        Assert.All(units, u => Assert.Null(u.Failure));
        // Two files are two groups of the first level: the last one sees two rows.
        Assert.Equal(["2", "41.00", "2026-01-03"], await fixture.RowAsync(token));
        Assert.Empty(fixture.Leftovers);
    }

    [Fact]
    public async Task JsonLines_AFile_GivesItsObjectsAsRows()
    {
        await using var fixture = new UnitFixture(Catalog);
        await PutAsync(fixture, "a.json", "{\"x\":1}\n{\"x\":2,\"y\":\"b\"}\n");

        var (units, token) = await fixture.RunAsync("""
            "f": { "files": ["a.json"] },
            "t": { "map": "json.lines", "over": "f", "args": { "types": { "z": "DATE" } } },
            "s": { "map": "sql", "over": "t", "args": { "query": "SELECT sum(x)::INTEGER AS x, max(y) AS y, count(z)::INTEGER AS z FROM input" } }
            """, "s");

        Assert.All(units, u => Assert.Null(u.Failure));
        Assert.Equal(["3", "b", "0"], await fixture.RowAsync(token));
    }

    [Fact]
    public async Task JsonRead_AFile_GivesItsValue()
    {
        await using var fixture = new UnitFixture(Catalog);
        await PutAsync(fixture, "a.json", """ { "list": [1, 2.5, null] } """);

        var (units, token) = await fixture.RunAsync(""" "f": { "files": ["a.json"] }, "v": { "map": "json.read", "over": "f" } """, "v");

        Assert.All(units, u => Assert.Null(u.Failure));
        Assert.Equal("""[{"list":[1,2.5,null]}]""", await OutputFiles.ReadJsonAsync(fixture.Stores, new JobOutput(token, ResultKind.Values, 1, IsCollection: true), default));
    }

    [Fact]
    public async Task CsvRead_WrongType_FailsAndNamesTheLine()
    {
        await using var fixture = new UnitFixture(Catalog);
        await PutAsync(fixture, "a.csv", "n\n1\nmany\n");

        var (units, _) = await fixture.RunAsync(""" "f": { "files": ["a.csv"] }, "t": { "map": "csv.read", "over": "f", "args": { "types": { "n": "INTEGER" } } } """, "t");

        var failure = Assert.Single(units).Failure!;
        Assert.Equal(FailureKind.UserException, failure.Kind);
        Assert.Contains("many", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TableVersion_IsThatOfTheLibrary() => Assert.Equal(FileFunctions.TableVersion, $"1-duckdb-{TableSession.LibraryVersion}");

    private static async Task PutAsync(UnitFixture fixture, string name, string text) =>
        await fixture.Stores.Blobs.PutAsync(new BlobName(name), Encoding.UTF8.GetBytes(text), BlobCondition.None, default);
}
