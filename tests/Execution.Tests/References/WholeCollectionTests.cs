using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Planning.Pipelines;
using Serverless.Store.Results;

namespace Serverless.Execution.Tests.References;

/// <summary>A single call over a collection, or with a reference to one, sees all of it, whatever the collection is.</summary>
public sealed class WholeCollectionTests
{
    private static readonly FunctionCatalog Catalog = new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(RowFunctions)).Build();

    /// <summary>Collections of 3 records with k = 1, 2, 3, of every kind that there is.</summary>
    public static TheoryData<string> Collections => new(
        """ "l": { "items": [{ "k": 1 }, { "k": 2 }, { "k": 3 }] } """,
        """ "n": { "range": { "from": 1, "to": 4 } }, "l": { "map": "rows.one", "over": "n" } """,
        """ "n": { "range": { "from": 1, "to": 4 } }, "l": { "map": "rows.one", "over": "n", "keep": true } """,
        """ "n": { "range": { "from": 1, "to": 4 } }, "m": { "map": "rows.one", "over": "n" }, "l": { "map": "rows.list", "over": "m" } """,
        """ "n": { "range": { "from": 0, "to": 6 } }, "m": { "map": "rows.one", "over": "n" }, "l": { "filter": "rows.isFew", "over": "m" } """,
        """ "n": { "range": { "from": 1, "to": 9 } }, "m": { "map": "rows.one", "over": "n" }, "l": { "take": 3, "over": "m" } """,
        """ "n": { "range": { "from": 0, "to": 9 } }, "m": { "map": "rows.one", "over": "n" }, "f": { "filter": "rows.isFew", "over": "m" }, "l": { "take": 3, "over": "f" } """,
        """ "n": { "range": { "from": 1, "to": 4 } }, "m": { "map": "rows.one", "over": "n" }, "l": { "topK": { "count": 3, "by": "rows.key" }, "over": "m" } """,
        """ "n": { "range": { "from": 1, "to": 4 } }, "m": { "map": "rows.one", "over": "n" }, "l": { "mapPartitions": "rows.each", "over": "m" } """,
        """ "l": { "call": "rows.three" } """,
        """ "one": { "call": "rows.one", "args": [1] }, "two": { "call": "rows.one", "args": [2] }, "l": { "items": [{ "$ref": "one" }, { "$ref": "two" }, { "k": 3 }] } """,
        """ "l": { "read": { "files": ["t/*.parquet"] } } """,
        """ "t": { "read": { "files": ["t/*.parquet"] } }, "l": { "map": "sql", "over": "t", "args": { "query": "SELECT k FROM input" } } """,
        """ "f": { "files": ["lines/*.json"] }, "l": { "map": "json.lines", "over": "f" } """);

    [Theory]
    [MemberData(nameof(Collections))]
    public async Task CallOver_AnyCollection_SeesAllOfIt(string nodes)
    {
        await using var fixture = await BenchAsync();

        var (units, token) = await fixture.RunAsync($$"""{{nodes}}, "a": { "call": "sql", "over": "l", "args": { "query": "SELECT count(*) AS n, sum(k)::BIGINT AS s FROM input" } }""", "a");

        Assert.All(units, u => Assert.True(u.End == UnitEnd.Done, u.Failure?.Errors[0].Message));
        Assert.Equal(["3", "6"], await fixture.RowAsync(token));
    }

    [Theory]
    [MemberData(nameof(Collections))]
    public async Task CallOver_TwoCollections_SeesAllOfBoth(string nodes)
    {
        await using var fixture = await BenchAsync();

        var (units, token) = await fixture.RunAsync($$"""
            {{nodes}}, "other": { "items": [{ "v": 7 }, { "v": 8 }] },
            "a": { "call": "sql", "over": { "one": "l", "two": "other" }, "args": { "query": "SELECT count(*) AS n, sum(k * v)::BIGINT AS s FROM one, two" } }
            """, "a");

        Assert.All(units, u => Assert.True(u.End == UnitEnd.Done, u.Failure?.Errors[0].Message));
        Assert.Equal(["6", "90"], await fixture.RowAsync(token));
    }

    [Theory]
    [MemberData(nameof(Collections))]
    public async Task Reference_ToAnyCollection_IsATableOfAllOfIt(string nodes)
    {
        await using var fixture = await BenchAsync();

        var (units, token) = await fixture.RunAsync($$"""{{nodes}}, "a": { "call": "rows.sum", "args": [{ "$ref": "l" }] }""", "a");

        Assert.All(units, u => Assert.True(u.End == UnitEnd.Done, u.Failure?.Errors[0].Message));
        Assert.Equal("6", await OutputFiles.ReadJsonAsync(fixture.Stores, new Store.Jobs.JobOutput(token, ResultKind.Values, 1, IsCollection: false), default));
    }

    [Fact]
    public async Task Write_OfWhatMapPartitionsGives_WritesEveryPartition()
    {
        await using var fixture = await BenchAsync();

        var (units, _) = await fixture.RunAsync("""
            "n": { "range": { "from": 1, "to": 4 } }, "m": { "map": "rows.one", "over": "n" }, "l": { "mapPartitions": "rows.each", "over": "m" },
            "a": { "write": { "dataset": "out" }, "over": "l" }
            """, "a");

        Assert.All(units, u => Assert.True(u.End == UnitEnd.Done, u.Failure?.Errors[0].Message));
        Assert.Equal(3, units.Sum(u => u.Rows));
    }

    [Fact]
    public async Task CallOver_NothingThatTellsColumns_SaysThatThereAreNone()
    {
        await using var fixture = await BenchAsync();

        var (units, _) = await fixture.RunAsync(""" "l": { "items": [] }, "a": { "call": "sql", "over": "l", "args": { "query": "SELECT count(*) AS n FROM input" } } """, "a");

        Assert.Contains("columns", units[^1].Failure!.Errors[0].Message, StringComparison.Ordinal);
    }

    private static async Task<UnitFixture> BenchAsync()
    {
        var fixture = new UnitFixture(Catalog);
        for (var k = 1; k <= 3; k++)
        {
            await fixture.WriteAsync($"t/{k}.parquet", $"SELECT {k} AS k");
            await fixture.Stores.Blobs.PutAsync(new Storage.BlobName($"lines/{k}.json"), System.Text.Encoding.UTF8.GetBytes($$"""{"k":{{k}}}"""), Storage.BlobCondition.None, default);
        }
        return fixture;
    }
}
