using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Storage;
using Serverless.Store.Cache;
using Serverless.Store.Content;
using Serverless.Store.Failures;

namespace Serverless.Execution.Tests.Values;

/// <summary>Streams that functions give: what refers to them, and how long they live.</summary>
public sealed class StoredStreamTests
{
    private const string Made = """ "n": { "range": { "count": 2 } }, "made": { "map": "stream.make", "over": "n", "keep": true } """;

    [Fact]
    public async Task Run_AFunctionGivesAStream_ItsRecordNamesIt()
    {
        await using var fixture = await BenchAsync();
        var (_, token) = await fixture.RunAsync(Made, "made");

        Assert.Equal(await StreamsAsync(fixture), (await fixture.Stores.Ledger.ReadAsync(token, default)).SelectMany(r => r.Streams!).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await StreamsAsync(fixture)).Count);
    }

    [Fact]
    public async Task Collect_ANodePassesReferencesOn_StreamsOutliveTheNodeThatMadeThem()
    {
        await using var fixture = await BenchAsync();
        var (_, made) = await fixture.RunAsync(Made, "made");
        var (_, passed) = await fixture.RunAsync(Made + """ , "passed": { "map": "stream.pass", "over": "made" } """, "passed");
        var streams = await StreamsAsync(fixture);
        await EvictAsync(fixture, made);

        await CollectAsync(fixture);
        Assert.Equal(streams, await StreamsAsync(fixture));
        await EvictAsync(fixture, passed);
        await CollectAsync(fixture);

        Assert.Empty(await StreamsAsync(fixture));
    }

    [Theory]
    [InlineData(""" "used": { "map": "stream.length", "over": "made" } """)]
    [InlineData(""" "used": { "map": "csv.read", "over": "made" } """)]
    public async Task Collect_ANodeOnlyUsedThem_StreamsGoWithTheNodeThatMadeThem(string use)
    {
        await using var fixture = await BenchAsync();
        var (_, made) = await fixture.RunAsync(Made, "made");
        var (units, used) = await fixture.RunAsync($"{Made}, {use}", "used");
        Assert.All(units, u => Assert.Null(u.Failure));
        await EvictAsync(fixture, made);

        await CollectAsync(fixture);

        Assert.Empty(await StreamsAsync(fixture));
        Assert.Empty((await RecordedResults.LookAsync(fixture.Stores, used, default)).Lost);
    }

    [Fact]
    public async Task Collect_ATableOfReferences_KeepsThem()
    {
        await using var fixture = await BenchAsync();
        var (_, made) = await fixture.RunAsync(Made, "made");
        var (units, _) = await fixture.RunAsync($$""" {{Made}}, "named": { "map": "stream.row", "over": "made" }, "rows": { "map": "sql", "over": "named", "args": { "query": "SELECT name FROM input" } } """, "rows");
        Assert.All(units, u => Assert.Null(u.Failure));
        await EvictAsync(fixture, made);

        await CollectAsync(fixture);

        Assert.Equal(2, (await StreamsAsync(fixture)).Count);
    }

    [Fact]
    public async Task Collect_AStepBehindAReaderBringsAReferenceIn_KeepsIt()
    {
        await using var fixture = await BenchAsync();
        const string Tag = """ "tag": { "call": "stream.make", "args": [7] } """;
        var (_, made) = await fixture.RunAsync(Made, "made");
        var (_, tag) = await fixture.RunAsync(Tag, "tag");
        var (units, _) = await fixture.RunAsync(
            $$""" {{Made}}, {{Tag}}, "rows": { "map": "csv.read", "over": "made" }, "tagged": { "map": "stream.tag", "over": "rows", "args": { "blob": { "$ref": "tag" } } } """, "tagged");
        Assert.All(units, u => Assert.Null(u.Failure));
        await EvictAsync(fixture, made);
        await EvictAsync(fixture, tag);

        await CollectAsync(fixture);

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData("n\n7\n"u8)), await StreamsAsync(fixture));
    }

    [Fact]
    public void MinimumAge_LessThanWritersRelyOn_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheOptions { MinimumAge = TimeSpan.FromMinutes(30) });

    [Fact]
    public async Task Collect_ARecordOfABuildThatNamedNoStreams_ItsStreamStays_AlsoWhenItIsStoredAgainAndNamedForAWhile()
    {
        await using var fixture = Unstamped();
        var (_, old) = await fixture.RunAsync(Made, "made");
        var streams = await StreamsAsync(fixture);
        await ForgetNamesAsync(fixture, old);

        await CollectAsync(fixture);
        Assert.Equal(streams, await StreamsAsync(fixture));
        // Another node gives the same bytes, and more; then it goes.
        var (_, other) = await fixture.RunAsync(""" "m": { "range": { "count": 3 } }, "again": { "map": "stream.make", "over": "m", "keep": true } """, "again");
        Assert.Equal(3, (await StreamsAsync(fixture)).Count);
        await EvictAsync(fixture, other);
        await CollectAsync(fixture);

        Assert.Equal(streams, await StreamsAsync(fixture));
        Assert.Empty((await RecordedResults.ReadAsync(fixture.Stores, old, default)).Lost);
    }

    [Fact]
    public async Task Collect_StreamsThatMayNotBeDeletedYet_EvictNothing()
    {
        await using var fixture = await BenchAsync();
        var now = TimeProvider.System.GetUtcNow();
        await fixture.Stores.Blobs.PutAsync(new BlobName($"index/jobs/{DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - now.ToUnixTimeMilliseconds():D15}-running"), "{}"u8.ToArray(), BlobCondition.None, default);
        await fixture.RunAsync(Made, "made");
        var later = now.AddHours(3);
        // As much as the nodes take without the streams, each of which has four bytes.
        var budget = (await CollectAsync(fixture, later, long.MaxValue)).Bytes - 8;

        var running = await CollectAsync(fixture, later, budget);
        await new JobPins(fixture.Stores).EndAsync("running", new JobEnd(later), default);
        var ended = await CollectAsync(fixture, later, budget);

        Assert.Equal((0, 1), (running.EvictedNodes, ended.EvictedNodes));
        Assert.Empty(await StreamsAsync(fixture));
    }

    [Fact]
    public async Task PersistedNames_AreThoseOfEarlierBuilds()
    {
        await using var fixture = await BenchAsync();
        var (_, token) = await fixture.RunAsync(Made, "made");

        Assert.NotNull(await fixture.Stores.Blobs.GetAsync(new BlobName("cache/streams"), default));
        Assert.NotNull(await fixture.Stores.Blobs.GetAsync(new BlobName($"results/{token}/streams"), default));
        var record = JsonNode.Parse((await fixture.Stores.Blobs.GetAsync(await RecordAsync(fixture, token), default))!.Bytes.Span)!;
        Assert.Contains((string)record["streams"]![0]!, await StreamsAsync(fixture));
    }

    [Fact]
    public async Task RecordedResults_AStreamIsGone_ItsRecordIsAMiss()
    {
        await using var fixture = await BenchAsync();
        var (_, token) = await fixture.RunAsync(Made, "made");
        await fixture.Stores.Blobs.DeleteAsync(StoredStreams.NameOf((await StreamsAsync(fixture))[0]), BlobCondition.None, default);

        var (view, lost) = await RecordedResults.ReadAsync(fixture.Stores, token, default);

        Assert.Equal((1, 1), (view.Records.Count, lost.Count));
    }

    [Fact]
    public async Task Run_AStreamIsBroken_IsALostInputAndAMissForAll()
    {
        await using var fixture = await BenchAsync();
        var (_, made) = await fixture.RunAsync(Made, "made");
        var stream = StoredStreams.NameOf((await StreamsAsync(fixture))[0]);
        await fixture.Stores.Blobs.PutAsync(stream, "n\n7\n"u8.ToArray(), BlobCondition.None, default);

        var (units, _) = await fixture.RunAsync($$""" {{Made}}, "text": { "map": "stream.text", "over": "made" } """, "text");

        Assert.Equal(FailureKind.LostInput, Assert.Single(units, u => u.Failure is not null).Failure!.Kind);
        Assert.Single((await RecordedResults.ReadAsync(fixture.Stores, made, default)).Lost);
        // Made again, it is whole again.
        await fixture.RunAsync(Made, "made");
        Assert.Empty(await StoredStreams.MissingAsync(fixture.Stores.Blobs, await StreamsAsync(fixture), default));
    }

    private static UnitFixture Unstamped() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(StreamFunctions)).Build());

    private static async Task<UnitFixture> BenchAsync()
    {
        var fixture = Unstamped();
        // The first collection spares all streams that it finds.
        await CollectAsync(fixture);
        return fixture;
    }

    private static async Task<List<string>> StreamsAsync(UnitFixture fixture)
    {
        var found = new List<string>();
        await foreach (var blob in fixture.Stores.Blobs.ListAsync(StoredStreams.Folder, default)) found.Add(StoredStreams.HashOf(blob.Name.Value)!);
        return found;
    }

    private static async Task<BlobName> RecordAsync(UnitFixture fixture, string token)
    {
        var names = new List<BlobName>();
        await foreach (var blob in fixture.Stores.Blobs.ListAsync($"ledger/{token}/", default)) names.Add(blob.Name);
        return names[0];
    }

    // As builds wrote them that knew no names of streams in records.
    private static async Task ForgetNamesAsync(UnitFixture fixture, string token)
    {
        await foreach (var blob in fixture.Stores.Blobs.ListAsync($"ledger/{token}/", default))
        {
            var record = JsonNode.Parse((await fixture.Stores.Blobs.GetAsync(blob.Name, default))!.Bytes.Span)!.AsObject();
            Assert.True(record.Remove("streams"));
            await fixture.Stores.Blobs.PutAsync(blob.Name, Encoding.UTF8.GetBytes(record.ToJsonString()), BlobCondition.None, default);
        }
        await fixture.Stores.Blobs.DeleteAsync(new BlobName($"results/{token}/streams"), BlobCondition.None, default);
    }

    private static async Task EvictAsync(UnitFixture fixture, string token)
    {
        var closed = await fixture.Stores.Ledger.CloseAsync(await fixture.Stores.Ledger.ViewAsync(token, default), default);
        await fixture.Stores.Ledger.EvictAsync(closed!, default);
    }

    private static Task<CollectionReport> CollectAsync(UnitFixture fixture) => CollectAsync(fixture, DateTimeOffset.UnixEpoch.AddYears(100), new CacheOptions().BudgetBytes);

    private static Task<CollectionReport> CollectAsync(UnitFixture fixture, DateTimeOffset now, long budget) =>
        new CacheCollector(fixture.Stores, new CacheOptions { BudgetBytes = budget }, new Testing.ManualTime(now)).CollectAsync(dryRun: false, default);
}
