using Serverless.Jobs;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Store;
using Serverless.Store.Records;
using Serverless.Store.Results;

namespace Serverless.Execution.Tests.Results;

/// <summary>Small results of nodes with few tasks stand in their records.</summary>
public sealed class InlineResultTests
{
    private const string Two = """
        "a": { "call": "sql", "args": { "query": "SELECT 7 AS n" } },
        "b": { "call": "sql", "over": "a", "args": { "query": "SELECT n * 6 AS n FROM input" } }
        """;

    [Fact]
    public async Task Run_SmallResults_AreReadFromTheirRecords_AndHaveNoBlobs()
    {
        await using var fixture = Bench(4096);

        var (units, token) = await fixture.RunAsync(Two, "b");

        Assert.All(units, static u => Assert.Equal(UnitEnd.Done, u.End));
        Assert.Equal(["42"], await fixture.RowAsync(token));
        Assert.Empty(await NamesAsync(fixture, "results/"));
        // Another process, which has nothing in memory.
        var other = new TenantStores("default", fixture.Stores.Blobs, TimeProvider.System);
        Assert.NotNull(Assert.Single(await other.Ledger.ReadAsync(token, default)).Inline);
    }

    [Fact]
    public async Task Run_SmallResults_CostsAWriteAndAReadLessEach()
    {
        var (apart, inline) = (await OperationsAsync(0), await OperationsAsync(4096));

        // Two results written, one read by the other unit.
        Assert.Equal(3, apart - inline);
    }

    [Fact]
    public async Task Run_LargerResults_HaveABlob()
    {
        await using var fixture = Bench(100);

        var (_, token) = await fixture.RunAsync(Two, "b");

        Assert.Equal(["42"], await fixture.RowAsync(token));
        Assert.Equal(2, (await NamesAsync(fixture, "results/")).Count);
        Assert.Null(Assert.Single(await fixture.Stores.Ledger.ReadAsync(token, default)).Inline);
    }

    [Fact]
    public async Task Part_OfARecordThatDoesNotFit_IsLost_AndOthersOfTheNodeStay()
    {
        await using var fixture = Bench(4096);
        var ledger = fixture.Stores.Ledger;
        await ledger.TryRecordAsync("token", new LedgerRecord { First = 0, Last = 0, Inline = [1, 2, 3], Bytes = 3 }, 0, default);
        await ledger.TryRecordAsync("token", new LedgerRecord { First = 1, Last = 1, Inline = [1, 2, 3], Bytes = 3 }, 0, default);
        var results = await StoredResults.OpenAsync(fixture.Stores, "node", "token", default);

        await Assert.ThrowsAsync<LostResultException>(async () => await results.PartAsync(0, default));

        Assert.Equal(1, Assert.Single(await ledger.ReadAsync("token", default)).First);
    }

    private static async Task<long> OperationsAsync(int inlineBytes)
    {
        await using var fixture = Bench(inlineBytes);
        await fixture.RunAsync(Two, "b");
        return fixture.Counts.Total;
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(UnitFixture fixture, string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in fixture.Stores.Blobs.ListAsync(prefix, default)) names.Add(blob.Name.Value);
        return names;
    }

    private static UnitFixture Bench(int inlineBytes)
    {
        var fixture = new UnitFixture(new FunctionCatalogBuilder().AddBuiltIns().Build());
        fixture.Options = fixture.Options with { InlineBytes = inlineBytes };
        return fixture;
    }
}
