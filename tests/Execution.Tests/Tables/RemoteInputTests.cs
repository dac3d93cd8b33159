using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;

namespace Serverless.Execution.Tests.Tables;

public sealed class RemoteInputTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Build();

    [Fact]
    public async Task Read_SameBlobInTwoUnits_IsFetchedOnce()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.WriteAsync("t.parquet", "SELECT range AS i FROM range(10)");

        foreach (var (aggregate, expected) in new[] { ("sum(i)", "45"), ("max(i)", "9") })
        {
            var (units, token) = await fixture.RunAsync($$"""
                "t": { "read": { "files": ["t.parquet"] } },
                "n": { "map": "sql", "over": "t", "args": { "query": "SELECT {{aggregate}} AS v FROM input" } }
                """, "n");
            Assert.All(units, u => Assert.Equal(UnitEnd.Done, u.End));
            Assert.Equal([expected], await fixture.RowAsync(token));
        }

        Assert.Equal(1, Cache(fixture).Downloads);
        Assert.Empty(fixture.Leftovers);
    }

    [Fact]
    public async Task Read_RowGroupsOfALargeBlob_AreFetchedAloneByTheirUnits()
    {
        await using var fixture = new UnitFixture(Catalog);
        var length = await fixture.WriteAsync("t.parquet", "SELECT range AS i, md5(range::VARCHAR) AS big FROM range(400000)", rowGroup: 100_352);

        var (units, token) = await fixture.RunAsync("""
            "t": { "read": { "files": ["t.parquet"], "columns": ["i"], "where": [[["i", ">", 9]]], "split": { "rowGroups": 1 } } },
            "n": { "map": "sql", "over": "t", "args": { "query": "SELECT count(*) AS n, min(i) AS first, max(i) AS last FROM input" } }
            """, "n");

        Assert.Equal(4, units.Count);
        Assert.Equal(["100342", "10", "100351"], await fixture.RowAsync(token));
        Assert.Equal(["98944", "301056", "399999"], await fixture.RowAsync(token, 3));
        Assert.InRange(Cache(fixture).Bytes, 1, length / 4);
    }

    [Fact]
    public async Task Reduce_SeveralBlobs_FetchesEachOnceAndLeavesNothing()
    {
        await using var fixture = new UnitFixture(Catalog);
        for (var i = 0; i < 3; i++) await fixture.WriteAsync($"t/{i}.parquet", $"SELECT {i} AS k, range AS v FROM range(4)");

        var (units, token) = await fixture.RunAsync("""
            "t": { "read": { "files": ["t/*.parquet"] } },
            "n": { "reduce": "sql", "over": "t", "args": { "query": "SELECT sum(k) AS k, sum(v) AS v FROM input" } }
            """, "n");

        Assert.All(units, u => Assert.Equal(UnitEnd.Done, u.End));
        Assert.Equal(["12", "18"], await fixture.RowAsync(token));
        Assert.Equal(3, Cache(fixture).Downloads);
        Assert.Empty(fixture.Leftovers);
    }

    [Fact]
    public async Task Write_Dataset_HasItsSchemaBesideIt()
    {
        await using var fixture = new UnitFixture(Catalog);
        await fixture.WriteAsync("t.parquet", "SELECT range::INTEGER % 2 AS k, 'x' AS t, range::SMALLINT AS v FROM range(4)");

        var (units, _) = await fixture.RunAsync("""
            "t": { "read": { "files": ["t.parquet"] } },
            "saved": { "write": { "dataset": "d", "partitionBy": ["k"] }, "over": "t" }
            """, "saved");

        Assert.All(units, u => Assert.Equal(UnitEnd.Done, u.End));
        Assert.Equal(2, (await fixture.Stores.Datasets.LoadAsync(new Datasets.DatasetId("d"), CancellationToken.None)).Manifest.Partitions.Count);
        var schema = await fixture.Options.Inputs.Engine.Value.InspectAsync(fixture.Stores.Blobs, Datasets.CommonMetadata.NameOf(new Datasets.DatasetId("d"), "table"));
        Assert.Equal("k BIGINT, t VARCHAR, v BIGINT", schema.Schema.ToString());
    }

    private static Serverless.Tables.ScratchCache Cache(UnitFixture fixture) => fixture.Options.Inputs.Cache;
}
