using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Execution.Cache;
using Serverless.Execution.Failures;
using Serverless.Execution.Functions;
using Serverless.Execution.Values.Blobs;
using Serverless.Graph.Functions;
using Serverless.Storage;

namespace Serverless.Execution.Tests.Values;

/// <summary>Streams that functions give: what refers to them, and how long they live.</summary>
public sealed class StoredStreamTests
{
    private const string Made = """ "n": { "range": { "count": 2 } }, "made": { "map": "stream.make", "over": "n", "keep": true } """;

    [Fact]
    public async Task Run_AFunctionGivesAStream_ItsRecordNamesIt()
    {
        await using var bench = await BenchAsync();
        var (_, token) = await bench.RunAsync(Made, "made");

        Assert.Equal(await StreamsAsync(bench), (await bench.Stores.Ledger.ReadAsync(token, default)).SelectMany(r => r.Streams!).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await StreamsAsync(bench)).Count);
    }

    [Fact]
    public async Task Collect_ANodePassesReferencesOn_StreamsOutliveTheNodeThatMadeThem()
    {
        await using var bench = await BenchAsync();
        var (_, made) = await bench.RunAsync(Made, "made");
        var (_, passed) = await bench.RunAsync(Made + """ , "passed": { "map": "stream.pass", "over": "made" } """, "passed");
        var streams = await StreamsAsync(bench);
        await EvictAsync(bench, made);

        await CollectAsync(bench);
        Assert.Equal(streams, await StreamsAsync(bench));
        await EvictAsync(bench, passed);
        await CollectAsync(bench);

        Assert.Empty(await StreamsAsync(bench));
    }

    [Theory]
    [InlineData(""" "used": { "map": "stream.length", "over": "made" } """)]
    [InlineData(""" "used": { "map": "csv.read", "over": "made" } """)]
    public async Task Collect_ANodeOnlyUsedThem_StreamsGoWithTheNodeThatMadeThem(string use)
    {
        await using var bench = await BenchAsync();
        var (_, made) = await bench.RunAsync(Made, "made");
        var (units, used) = await bench.RunAsync($"{Made}, {use}", "used");
        Assert.All(units, u => Assert.Null(u.Failure));
        await EvictAsync(bench, made);

        await CollectAsync(bench);

        Assert.Empty(await StreamsAsync(bench));
        Assert.Empty((await RecordedResults.LookAsync(bench.Stores, used, default)).Lost);
    }

    [Fact]
    public async Task Collect_ATableOfReferences_KeepsThem()
    {
        await using var bench = await BenchAsync();
        var (_, made) = await bench.RunAsync(Made, "made");
        var (units, _) = await bench.RunAsync($$""" {{Made}}, "named": { "map": "stream.row", "over": "made" }, "rows": { "map": "sql", "over": "named", "args": { "query": "SELECT name FROM input" } } """, "rows");
        Assert.All(units, u => Assert.Null(u.Failure));
        await EvictAsync(bench, made);

        await CollectAsync(bench);

        Assert.Equal(2, (await StreamsAsync(bench)).Count);
    }

    [Fact]
    public async Task Collect_AStepBehindAReaderBringsAReferenceIn_KeepsIt()
    {
        await using var bench = await BenchAsync();
        const string Tag = """ "tag": { "call": "stream.make", "args": [7] } """;
        var (_, made) = await bench.RunAsync(Made, "made");
        var (_, tag) = await bench.RunAsync(Tag, "tag");
        var (units, _) = await bench.RunAsync(
            $$""" {{Made}}, {{Tag}}, "rows": { "map": "csv.read", "over": "made" }, "tagged": { "map": "stream.tag", "over": "rows", "args": { "blob": { "$ref": "tag" } } } """, "tagged");
        Assert.All(units, u => Assert.Null(u.Failure));
        await EvictAsync(bench, made);
        await EvictAsync(bench, tag);

        await CollectAsync(bench);

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData("n\n7\n"u8)), await StreamsAsync(bench));
    }

    [Fact]
    public void MinimumAge_LessThanWritersRelyOn_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheOptions { MinimumAge = TimeSpan.FromMinutes(30) });

    [Fact]
    public async Task Collect_ARecordOfABuildThatNamedNoStreams_ItsStreamStays_AlsoWhenItIsStoredAgainAndNamedForAWhile()
    {
        await using var bench = Unstamped();
        var (_, old) = await bench.RunAsync(Made, "made");
        var streams = await StreamsAsync(bench);
        await ForgetNamesAsync(bench, old);

        await CollectAsync(bench);
        Assert.Equal(streams, await StreamsAsync(bench));
        // Another node gives the same bytes, and more; then it goes.
        var (_, other) = await bench.RunAsync(""" "m": { "range": { "count": 3 } }, "again": { "map": "stream.make", "over": "m", "keep": true } """, "again");
        Assert.Equal(3, (await StreamsAsync(bench)).Count);
        await EvictAsync(bench, other);
        await CollectAsync(bench);

        Assert.Equal(streams, await StreamsAsync(bench));
        Assert.Empty((await RecordedResults.ReadAsync(bench.Stores, old, default)).Lost);
    }

    [Fact]
    public async Task Collect_StreamsThatMayNotBeDeletedYet_EvictNothing()
    {
        await using var bench = await BenchAsync();
        var now = TimeProvider.System.GetUtcNow();
        await bench.Stores.Blobs.PutAsync(new BlobName($"index/jobs/{DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - now.ToUnixTimeMilliseconds():D15}-running"), "{}"u8.ToArray(), BlobCondition.None, default);
        await bench.RunAsync(Made, "made");
        var later = now.AddHours(3);
        // As much as the nodes take without the streams, each of which has four bytes.
        var budget = (await CollectAsync(bench, later, long.MaxValue)).Bytes - 8;

        var running = await CollectAsync(bench, later, budget);
        await new JobPins(bench.Stores).EndAsync("running", new JobEnd(later), default);
        var ended = await CollectAsync(bench, later, budget);

        Assert.Equal((0, 1), (running.EvictedNodes, ended.EvictedNodes));
        Assert.Empty(await StreamsAsync(bench));
    }

    [Fact]
    public async Task PersistedNames_AreThoseOfEarlierBuilds()
    {
        await using var bench = await BenchAsync();
        var (_, token) = await bench.RunAsync(Made, "made");

        Assert.NotNull(await bench.Stores.Blobs.GetAsync(new BlobName("cache/streams"), default));
        Assert.NotNull(await bench.Stores.Blobs.GetAsync(new BlobName($"results/{token}/streams"), default));
        var record = JsonNode.Parse((await bench.Stores.Blobs.GetAsync(await RecordAsync(bench, token), default))!.Bytes.Span)!;
        Assert.Contains((string)record["streams"]![0]!, await StreamsAsync(bench));
    }

    [Fact]
    public async Task RecordedResults_AStreamIsGone_ItsRecordIsAMiss()
    {
        await using var bench = await BenchAsync();
        var (_, token) = await bench.RunAsync(Made, "made");
        await bench.Stores.Blobs.DeleteAsync(StoredStreams.NameOf((await StreamsAsync(bench))[0]), BlobCondition.None, default);

        var (view, lost) = await RecordedResults.ReadAsync(bench.Stores, token, default);

        Assert.Equal((1, 1), (view.Records.Count, lost.Count));
    }

    [Fact]
    public async Task Run_AStreamIsBroken_IsALostInputAndAMissForAll()
    {
        await using var bench = await BenchAsync();
        var (_, made) = await bench.RunAsync(Made, "made");
        var stream = StoredStreams.NameOf((await StreamsAsync(bench))[0]);
        await bench.Stores.Blobs.PutAsync(stream, "n\n7\n"u8.ToArray(), BlobCondition.None, default);

        var (units, _) = await bench.RunAsync($$""" {{Made}}, "text": { "map": "stream.text", "over": "made" } """, "text");

        Assert.Equal(FailureKind.LostInput, Assert.Single(units, u => u.Failure is not null).Failure!.Kind);
        Assert.Single((await RecordedResults.ReadAsync(bench.Stores, made, default)).Lost);
        // Made again, it is whole again.
        await bench.RunAsync(Made, "made");
        Assert.Empty(await StoredStreams.MissingAsync(bench.Stores.Blobs, await StreamsAsync(bench), default));
    }

    private static UnitBench Unstamped() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(StreamFunctions)).Build());

    private static async Task<UnitBench> BenchAsync()
    {
        var bench = Unstamped();
        // The first collection spares all streams that it finds.
        await CollectAsync(bench);
        return bench;
    }

    private static async Task<List<string>> StreamsAsync(UnitBench bench)
    {
        var found = new List<string>();
        await foreach (var blob in bench.Stores.Blobs.ListAsync(StoredStreams.Folder, default)) found.Add(StoredStreams.HashOf(blob.Name.Value)!);
        return found;
    }

    private static async Task<BlobName> RecordAsync(UnitBench bench, string token)
    {
        var names = new List<BlobName>();
        await foreach (var blob in bench.Stores.Blobs.ListAsync($"ledger/{token}/", default)) names.Add(blob.Name);
        return names[0];
    }

    // As builds wrote them that knew no names of streams in records.
    private static async Task ForgetNamesAsync(UnitBench bench, string token)
    {
        await foreach (var blob in bench.Stores.Blobs.ListAsync($"ledger/{token}/", default))
        {
            var record = JsonNode.Parse((await bench.Stores.Blobs.GetAsync(blob.Name, default))!.Bytes.Span)!.AsObject();
            Assert.True(record.Remove("streams"));
            await bench.Stores.Blobs.PutAsync(blob.Name, Encoding.UTF8.GetBytes(record.ToJsonString()), BlobCondition.None, default);
        }
        await bench.Stores.Blobs.DeleteAsync(new BlobName($"results/{token}/streams"), BlobCondition.None, default);
    }

    private static async Task EvictAsync(UnitBench bench, string token)
    {
        var closed = await bench.Stores.Ledger.CloseAsync(await bench.Stores.Ledger.ViewAsync(token, default), default);
        await bench.Stores.Ledger.EvictAsync(closed!, default);
    }

    private static Task<CollectionReport> CollectAsync(UnitBench bench) => CollectAsync(bench, DateTimeOffset.UnixEpoch.AddYears(100), new CacheOptions().BudgetBytes);

    private static Task<CollectionReport> CollectAsync(UnitBench bench, DateTimeOffset now, long budget) =>
        new CacheCollector(bench.Stores, new CacheOptions { BudgetBytes = budget }, new Testing.ManualTime(now)).CollectAsync(dryRun: false, default);
}
