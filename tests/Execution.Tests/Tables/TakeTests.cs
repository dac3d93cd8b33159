using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;

namespace Serverless.Execution.Tests.Tables;

public sealed class TakeTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Build();

    [Theory]
    [InlineData("""{ "take": 2, "over": "t" }""", 2)]
    [InlineData("""{ "take": 2, "over": "n" }""", 2)]
    [InlineData("""{ "take": 9, "over": "n" }""", 3)]
    public async Task Take_OfTables_GivesTheFirstPartitions(string take, int expected)
    {
        await using var fixture = new UnitFixture(Catalog);
        for (var i = 0; i < 3; i++) await fixture.WriteAsync($"t/{i}.parquet", $"SELECT {i} AS k");

        var (units, token) = await fixture.RunAsync($$"""
            "t": { "read": { "files": ["t/*.parquet"] } },
            "n": { "map": "sql", "over": "t", "args": { "query": "SELECT k FROM input" } },
            "some": {{take}},
            "sum": { "map": "sql", "over": "some", "args": { "query": "SELECT k + 1 AS k FROM input" } }
            """, "sum");

        Assert.All(units, u => Assert.True(u.End == UnitEnd.Done, u.Failure?.Message));
        Assert.Equal(expected, units.Count);
        for (var i = 0; i < expected; i++) Assert.Equal([$"{i + 1}"], await fixture.RowAsync(token, i));
    }

    [Fact]
    public async Task Take_AsTheOutput_StoresTheTablesAsTheyAre()
    {
        await using var fixture = new UnitFixture(Catalog);
        for (var i = 0; i < 3; i++) await fixture.WriteAsync($"t/{i}.parquet", $"SELECT {i} AS k");

        var (units, token) = await fixture.RunAsync("""
            "t": { "read": { "files": ["t/*.parquet"] } },
            "some": { "take": 1, "over": "t" }
            """, "some");

        Assert.All(units, u => Assert.True(u.End == UnitEnd.Done, u.Failure?.Message));
        Assert.Equal(["0"], await fixture.RowAsync(token));
    }

    [Fact]
    public async Task Read_OfWhatIsNoParquet_IsTheReadsFailureAndNotThePlatforms()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.Stores.Blobs.PutAsync(new Storage.BlobName("t/0.parquet"), new byte[100], Storage.BlobCondition.None, default);

        var (units, _) = await fixture.RunAsync("""
            "t": { "read": { "files": ["t/*.parquet"] } },
            "some": { "take": 1, "over": "t" }
            """, "some");

        Assert.Equal("take (node 'some') + read (node 't')", units[^1].Failure!.Function);
    }
}
