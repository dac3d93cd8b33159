using System.Text.Json;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Planning.Pipelines;
using Serverless.Storage;
using Serverless.Store.Cache;
using Serverless.Store.Jobs;
using Serverless.Store.Results;

namespace Serverless.Execution.Tests.Values;

/// <summary>Values above the threshold: a blob each by content, loaded once a process.</summary>
public sealed class LargeValueTests
{
    private const string Numbers = """ "n": { "range": { "count": 8 } } """;

    [Fact]
    public async Task Run_ManyUnitsTakeOneLargeArgument_LoadItOnce()
    {
        await using var fixture = Bench();
        await fixture.RunAsync(""" "big": { "call": "large.make", "args": [0] } """, "big");
        var before = fixture.Counts["blob.open"];

        var (units, token) = await fixture.RunAsync($$""" "big": { "call": "large.make", "args": [0] }, {{Numbers}}, "m": { "map": "large.count", "over": "n", "args": { "text": { "$ref": "big" } } } """, "m");

        Assert.All(units, u => Assert.Equal(UnitEnd.Done, u.End));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)LargeFunctions.Length + i), await ValuesAsync(fixture, token));
        // Each unit opens the small blob that refers to the value, and the reader of the output its eight parts.
        Assert.Equal(8 + 1 + 8, fixture.Counts["blob.open"] - before);
    }

    [Fact]
    public async Task Run_TasksGiveEqualValues_StoresEachOnce()
    {
        await using var fixture = Bench();
        var (_, token) = await fixture.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n" } """, "m");

        Assert.Equal(2, (await ValueBlobsAsync(fixture, token)).Count);
        var (_, lengths) = await fixture.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n", "keep": true }, "l": { "map": "large.length", "over": "m" } """, "l");
        Assert.All(await ValuesAsync(fixture, lengths), l => Assert.Equal(LargeFunctions.Length, l));
    }

    [Fact]
    public async Task Run_SmallValues_StayInTheirBlob()
    {
        await using var fixture = Bench();
        fixture.Options = fixture.Options with { LargeValueBytes = LargeFunctions.Length + 2 };

        var (_, token) = await fixture.RunAsync(""" "big": { "call": "large.make", "args": [0] } """, "big");

        Assert.Empty(await ValueBlobsAsync(fixture, token));
    }

    [Fact]
    public async Task RecordedResults_AValueIsGone_ItsRecordIsAMiss()
    {
        await using var fixture = Bench();
        var (_, token) = await fixture.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n" } """, "m");
        await fixture.Stores.Blobs.DeleteAsync((await ValueBlobsAsync(fixture, token))[0], BlobCondition.None, default);

        var (view, lost) = await RecordedResults.ReadAsync(fixture.Stores, token, default);

        Assert.Equal((4, 4), (view.Records.Count, lost.Count));
    }

    [Fact]
    public async Task Collect_ARecordRefersToAValue_ItStaysUntilItsNodeIsEvicted()
    {
        await using var fixture = Bench();
        var (_, token) = await fixture.RunAsync($$""" {{Numbers}}, "m": { "map": "large.parity", "over": "n" } """, "m");
        var later = new Testing.ManualTime(DateTimeOffset.UnixEpoch.AddYears(100));

        await new CacheCollector(fixture.Stores, new CacheOptions(), later).CollectAsync(dryRun: false, default);
        Assert.Equal(2, (await ValueBlobsAsync(fixture, token)).Count);
        await new CacheCollector(fixture.Stores, new CacheOptions { BudgetBytes = 0 }, later).CollectAsync(dryRun: false, default);

        Assert.Empty(await ValueBlobsAsync(fixture, token));
    }

    private static UnitFixture Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(LargeFunctions)).Build());

    private static async Task<List<BlobName>> ValueBlobsAsync(UnitFixture fixture, string token)
    {
        var found = new List<BlobName>();
        await foreach (var blob in fixture.Stores.Blobs.ListAsync($"results/{token}/values/", default)) found.Add(blob.Name);
        return found;
    }

    private static async Task<long[]> ValuesAsync(UnitFixture fixture, string token) =>
        JsonSerializer.Deserialize<long[]>(await OutputFiles.ReadJsonAsync(fixture.Stores, new JobOutput(token, ResultKind.Values, 8, IsCollection: true), default))!;
}
