using Serverless.BuiltIns;
using Serverless.Execution.Assignments;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Storage;

namespace Serverless.Execution.Tests.Resolving;

public sealed class FileFinderTests
{
    [Fact]
    public async Task Resolve_BlobsNamedOneByOne_ListsNothingForThem()
    {
        await using var fixture = new UnitFixture(new FunctionCatalogBuilder().AddBuiltIns().Build()) { MaxTasks = 100 };
        for (var i = 0; i < 20; i++) await fixture.Stores.Blobs.PutAsync(new BlobName($"many/{i}.txt"), "x"u8.ToArray(), BlobCondition.None, default);
        var named = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"\"many/{i}.txt\""));
        // What a run of one pattern lists otherwise.
        var (before, _) = await ListingsAsync(fixture, "\"many/*.txt\"");

        var (after, units) = await ListingsAsync(fixture, named);

        Assert.Equal(before - 1, after);
        Assert.All(units, unit => Assert.Equal(UnitEnd.Done, unit.End));
        Assert.Equal(20, units[0].Tasks);
    }

    private static async Task<(long Listings, IReadOnlyList<UnitOutcome> Units)> ListingsAsync(UnitFixture fixture, string files)
    {
        var before = fixture.Counts["blob.list"];
        var (units, _) = await fixture.RunAsync($$""" "f": { "files": [{{files}}] }, "c": { "count": {}, "over": "f" } """, "c");
        return (fixture.Counts["blob.list"] - before, units);
    }
}
