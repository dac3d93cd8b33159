using Serverless.BuiltIns;
using Serverless.Execution.Tests.Cache.Kit;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Records;
using Serverless.Store.Results;

namespace Serverless.Execution.Tests.Records;

/// <summary>What the ledger costs, in operations on storage.</summary>
public sealed class LedgerReadTests
{
    [Fact]
    public async Task Run_MoreUnits_CostsAsManyMoreOperationsEach()
    {
        var few = await OperationsAsync(10);
        var more = await OperationsAsync(20);
        var many = await OperationsAsync(40);

        // On a straight line: twice the units more cost twice as much more.
        Assert.Equal(2 * (more - few), many - more);
        Assert.InRange((many - more) / 40.0, 1, 20);
    }

    [Fact]
    public async Task Open_ByAProcessThatHasReadTheRecords_ReadsNoneAgain()
    {
        await using var fixture = Bench();
        var (units, token) = await fixture.RunAsync(Squares(12), "m");
        Assert.Equal(12, units.Count);
        var other = new TenantStores("default", fixture.Stores.Blobs, TimeProvider.System);

        var before = fixture.Counts["blob.get"];
        await StoredResults.OpenAsync(other, "m", token, default);
        Assert.Equal(12, fixture.Counts["blob.get"] - before);
        await StoredResults.OpenAsync(other, "m", token, default);

        Assert.Equal(12, fixture.Counts["blob.get"] - before);
    }

    [Fact]
    public async Task Read_ARecordWasMadeAnewUnderTheSameName_GivesTheNewOne()
    {
        await using var fixture = Bench();
        var ledger = fixture.Stores.Ledger;
        await ledger.TryRecordAsync("token", new LedgerRecord { First = 0, Last = 4 }, 0, default);
        await foreach (var blob in fixture.Stores.Blobs.ListAsync("ledger/", default)) await fixture.Stores.Blobs.DeleteAsync(blob.Name, default, default);
        await new Ledger(fixture.Stores.Blobs).TryRecordAsync("token", new LedgerRecord { First = 0, Last = 7 }, 0, default);

        Assert.Equal(7, Assert.Single(await ledger.ReadAsync("token", default)).Last);
    }

    /// <summary>A unit looks for what it needs, and the others that were recorded meanwhile are no one's business: the same few looks among a thousand records and among a hundred thousand.</summary>
    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public async Task Read_SomeTasksAmongManyRecords_LooksAtThoseAlone(int count)
    {
        var (blobs, operations) = (new Dictionary<string, BlobContent>(StringComparer.Ordinal), new List<string>());
        await RecordAsync(new Ledger(Memory(blobs, [])), count);
        var ledger = new Ledger(Memory(blobs, operations));

        for (var task = 0; task < 100; task++)
        {
            var wanted = new IndexRange(task * 7, (task * 7) + 1);
            var found = await ledger.ReadAsync("token", new RangeSet([wanted]), new LikelyRecords(0, [new(wanted.First, wanted.First), new(wanted.Last, wanted.Last)]), default);
            Assert.Equal([wanted.First, wanted.Last], found.Select(r => r.First));
        }
        // Is the fence the one that it was, and the two records.
        Assert.Equal(300, operations.Count);
        Assert.Empty(await ledger.ReadOnwardAsync("token", new IndexRange(count, count + 5), 0, default));
        Assert.Equal(301, operations.Count);
        for (var task = 0; task < 100; task++) await ledger.ReadAsync("token", new RangeSet([new(task * 7, (task * 7) + 1)]), likely: null, default);
        Assert.Equal(401, operations.Count);
        Assert.DoesNotContain(operations, o => o.StartsWith("list", StringComparison.Ordinal));
    }

    /// <summary>Where no one knows how they were cut, one list and every record once, for as many readers as there are.</summary>
    [Fact]
    public async Task Read_AllOfMoreThanFiftyThousandRecords_ReadsEachOnce()
    {
        const int Count = 60_000;
        var (blobs, operations) = (new Dictionary<string, BlobContent>(StringComparer.Ordinal), new List<string>());
        await RecordAsync(new Ledger(Memory(blobs, [])), Count);
        var ledger = new Ledger(Memory(blobs, operations));
        var all = new RangeSet([new IndexRange(0, Count - 1)]);

        Assert.Equal(Count, (await ledger.ReadAsync("token", all, likely: null, default)).Count);
        Assert.Equal(Count + 2, operations.Count);
        Assert.Equal(Count, (await ledger.ReadAsync("token", all, likely: null, default)).Count);
        Assert.Equal(Count, (await ledger.ReadAsync("token", default)).Count);
        Assert.Equal(Count + 4, operations.Count);
    }

    [Fact]
    public async Task Read_FenceThatKeepsManyRecords_IsReadOnce()
    {
        var (blobs, operations) = (new Dictionary<string, BlobContent>(StringComparer.Ordinal), new List<string>());
        var writer = new Ledger(Memory(blobs, []));
        await RecordAsync(writer, 2_000);
        Assert.Equal(1, await writer.ForgetAsync("token", r => r.First == 77, default));
        var ledger = new Ledger(Memory(blobs, operations));

        for (var task = 100L; task < 200; task++) Assert.Single(await ledger.ReadAsync("token", new RangeSet([new(task, task)]), new LikelyRecords(1, []), default));
        Assert.Equal(101, operations.Count);
        Assert.True(await ledger.TryRecordAsync("token", Record(77), 1, default));
        Assert.Single(await ledger.ReadAsync("token", new RangeSet([new(77, 77)]), likely: null, default));
        Assert.Single(operations, o => o == "get ledger/token/epoch");
    }

    /// <summary>What this process knows counts as long as the fence says so.</summary>
    [Fact]
    public async Task Read_NodeThatAnotherProcessForgot_GivesNothing()
    {
        var blobs = new Dictionary<string, BlobContent>(StringComparer.Ordinal);
        var ledger = new Ledger(Memory(blobs, []));
        await RecordAsync(ledger, 10);
        Assert.Equal(10, (await ledger.ReadAsync("token", new RangeSet([new(0, 9)]), likely: null, default)).Count);

        await new Ledger(Memory(blobs, [])).ForgetAsync("token", static r => r.First < 9, default);

        Assert.Equal(9, Assert.Single(await ledger.ReadAsync("token", new RangeSet([new(0, 9)]), likely: null, default)).First);
        Assert.Empty(await ledger.ReadOnwardAsync("token", new IndexRange(0, 8), 0, default));
        Assert.Single(await ledger.ReadOnwardAsync("token", new IndexRange(9, 9), 0, default));
    }

    [Fact]
    public void Known_AMillionRecords_TakeLittleMemoryAndAreFoundByTask()
    {
        const int Count = 1_000_000;
        var order = Enumerable.Range(0, Count).ToArray();
        new Random(1).Shuffle(order);
        var node = new NodeRecords("token");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var at in order) node.Add(0, new ETag("1"), Record(2 * at) with { Last = (2 * at) + 1, Job = "job" });
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 1, 200_000_000);

        var found = new List<LedgerRecord>();
        Assert.True(node.TryCover(KnownFence.None, new IndexRange(999_999, 1_000_003), found));
        Assert.Equal([999_998L, 1_000_000, 1_000_002], found.Select(r => r.First));
        Assert.Equal(Record(0).Blob, node.Find(0, 0, new ETag("1"))!.Blob);
        Assert.Null(node.Find(0, 0, new ETag("2")));
        Assert.False(node.TryCover(KnownFence.None, new IndexRange((2 * Count) - 1, 2 * Count), []));
        GC.KeepAlive(node);
    }

    private static MemoryBlobs Memory(Dictionary<string, BlobContent> blobs, List<string> operations) => new(TimeProvider.System, blobs, operation =>
    {
        operations.Add(operation);
        return Task.CompletedTask;
    });

    private static async Task RecordAsync(Ledger ledger, int count)
    {
        for (var task = 0; task < count; task++) Assert.True(await ledger.TryRecordAsync("token", Record(task), 0, default));
    }

    private static LedgerRecord Record(long task) => new() { First = task, Last = task, Blob = "results/token/00112233445566778899aabbccddeeff", Bytes = 10, Seconds = 0.5, Job = "job" };

    // Two stages of units: those of the second read what those of the first recorded.
    private static async Task<long> OperationsAsync(int count)
    {
        await using var fixture = Bench();
        var (units, _) = await fixture.RunAsync($$""" {{Squares(count)}}, "again": { "map": "math.square", "over": "m" } """, "again");
        Assert.Equal(2 * count, units.Count(u => u.End == UnitEnd.Done));
        return fixture.Counts.Total;
    }

    private static string Squares(int count) => $$""" "n": { "range": { "count": {{count}} } }, "m": { "map": "math.square", "over": "n", "keep": true } """;

    private static UnitFixture Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Build());
}
