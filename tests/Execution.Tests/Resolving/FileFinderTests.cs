using Serverless.Execution.Functions;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Storage;

namespace Serverless.Execution.Tests.Resolving;

public sealed class FileFinderTests
{
    [Fact]
    public async Task Resolve_BlobsNamedOneByOne_ListsNothingForThem()
    {
        await using var bench = new UnitBench(new FunctionCatalogBuilder().AddBuiltIns().Build()) { MaxTasks = 100 };
        for (var i = 0; i < 20; i++) await bench.Stores.Blobs.PutAsync(new BlobName($"many/{i}.txt"), "x"u8.ToArray(), BlobCondition.None, default);
        var named = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"\"many/{i}.txt\""));
        // What a run of one pattern lists otherwise.
        var (before, _) = await ListingsAsync(bench, "\"many/*.txt\"");

        var (after, units) = await ListingsAsync(bench, named);

        Assert.Equal(before - 1, after);
        Assert.All(units, unit => Assert.Equal(UnitEnd.Done, unit.End));
        Assert.Equal(20, units[0].Tasks);
    }

    private static async Task<(long Listings, IReadOnlyList<UnitOutcome> Units)> ListingsAsync(UnitBench bench, string files)
    {
        var before = bench.Counts["blob.list"];
        var (units, _) = await bench.RunAsync($$""" "f": { "files": [{{files}}] }, "c": { "count": {}, "over": "f" } """, "c");
        return (bench.Counts["blob.list"] - before, units);
    }
}
