using System.Text.Json;
using Serverless.Execution.Cache;
using Serverless.Execution.Functions;
using Serverless.Execution.Jobs;
using Serverless.Execution.Results;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Planning.Pipelines;
using Serverless.Storage;

namespace Serverless.Execution.Tests.Values;

/// <summary>Values above the threshold: a blob each by content, loaded once a process.</summary>
public sealed class LargeValueTests
{
    private const string Numbers = """ "n": { "range": { "count": 8 } } """;

    [Fact]
    public async Task Run_ManyUnitsTakeOneLargeArgument_LoadItOnce()
    {
        await using var bench = Bench();
        await bench.RunAsync(""" "big": { "call": "large.make", "args": [0] } """, "big");
        var before = bench.Counts["blob.open"];

        var (units, token) = await bench.RunAsync($$""" "big": { "call": "large.make", "args": [0] }, {{Numbers}}, "m": { "map": "large.count", "over": "n", "args": { "text": { "$ref": "big" } } } """, "m");

        Assert.All(units, u => Assert.Equal(UnitEnd.Done, u.End));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)LargeFunctions.Length + i), await ValuesAsync(bench, token));
        // Each unit opens the small blob that refers to the value, and the reader of the output its eight parts.
        Assert.Equal(8 + 1 + 8, bench.Counts["blob.open"] - before);
    }

    [Fact]
    public async Task Run_TasksGiveEqualValues_StoresEachOnce()
    {
        await using var bench = Bench();
        var (_, token) = await bench.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n" } """, "m");

        Assert.Equal(2, (await ValueBlobsAsync(bench, token)).Count);
        var (_, lengths) = await bench.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n", "keep": true }, "l": { "map": "large.length", "over": "m" } """, "l");
        Assert.All(await ValuesAsync(bench, lengths), l => Assert.Equal(LargeFunctions.Length, l));
    }

    [Fact]
    public async Task Run_SmallValues_StayInTheirBlob()
    {
        await using var bench = Bench();
        bench.Options = bench.Options with { LargeValueBytes = LargeFunctions.Length + 2 };

        var (_, token) = await bench.RunAsync(""" "big": { "call": "large.make", "args": [0] } """, "big");

        Assert.Empty(await ValueBlobsAsync(bench, token));
    }

    [Fact]
    public async Task RecordedResults_AValueIsGone_ItsRecordIsAMiss()
    {
        await using var bench = Bench();
        var (_, token) = await bench.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n" } """, "m");
        await bench.Stores.Blobs.DeleteAsync((await ValueBlobsAsync(bench, token))[0], BlobCondition.None, default);

        var (view, lost) = await RecordedResults.ReadAsync(bench.Stores, token, default);

        Assert.Equal((4, 4), (view.Records.Count, lost.Count));
    }

    [Fact]
    public async Task Collect_ARecordRefersToAValue_ItStaysUntilItsNodeIsEvicted()
    {
        await using var bench = Bench();
        var (_, token) = await bench.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n" } """, "m");
        var later = new Testing.ManualTime(DateTimeOffset.UnixEpoch.AddYears(100));

        await new CacheCollector(bench.Stores, new CacheOptions(), later).CollectAsync(dryRun: false, default);
        Assert.Equal(2, (await ValueBlobsAsync(bench, token)).Count);
        await new CacheCollector(bench.Stores, new CacheOptions { BudgetBytes = 0 }, later).CollectAsync(dryRun: false, default);

        Assert.Empty(await ValueBlobsAsync(bench, token));
    }

    private static UnitBench Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(LargeFunctions)).Build());

    private static async Task<List<BlobName>> ValueBlobsAsync(UnitBench bench, string token)
    {
        var found = new List<BlobName>();
        await foreach (var blob in bench.Stores.Blobs.ListAsync($"results/{token}/values/", default)) found.Add(blob.Name);
        return found;
    }

    private static async Task<long[]> ValuesAsync(UnitBench bench, string token) =>
        JsonSerializer.Deserialize<long[]>(await OutputFiles.ReadJsonAsync(bench.Stores, new JobOutput(token, ResultKind.Values, 8, IsCollection: true), default))!;
}
