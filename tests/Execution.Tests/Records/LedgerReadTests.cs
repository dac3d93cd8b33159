using Serverless.Execution.Functions;
using Serverless.Execution.Records;
using Serverless.Execution.Results;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;

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
        await using var bench = Bench();
        var (units, token) = await bench.RunAsync(Squares(12), "m");
        Assert.Equal(12, units.Count);
        var other = new TenantStores("default", bench.Stores.Blobs, TimeProvider.System);

        var before = bench.Counts["blob.get"];
        await StoredResults.OpenAsync(other, "m", token, default);
        Assert.Equal(12, bench.Counts["blob.get"] - before);
        await StoredResults.OpenAsync(other, "m", token, default);

        Assert.Equal(12, bench.Counts["blob.get"] - before);
    }

    [Fact]
    public async Task Read_ARecordWasMadeAnewUnderTheSameName_GivesTheNewOne()
    {
        await using var bench = Bench();
        var ledger = bench.Stores.Ledger;
        await ledger.TryRecordAsync("token", new LedgerRecord { First = 0, Last = 4 }, 0, default);
        await foreach (var blob in bench.Stores.Blobs.ListAsync("ledger/", default)) await bench.Stores.Blobs.DeleteAsync(blob.Name, default, default);
        await new Ledger(bench.Stores.Blobs).TryRecordAsync("token", new LedgerRecord { First = 0, Last = 7 }, 0, default);

        Assert.Equal(7, Assert.Single(await ledger.ReadAsync("token", default)).Last);
    }

    // Two stages of units: those of the second read what those of the first recorded.
    private static async Task<long> OperationsAsync(int count)
    {
        await using var bench = Bench();
        var (units, _) = await bench.RunAsync($$""" {{Squares(count)}}, "again": { "map": "math.square", "over": "m" } """, "again");
        Assert.Equal(2 * count, units.Count(u => u.End == UnitEnd.Done));
        return bench.Counts.Total;
    }

    private static string Squares(int count) => $$""" "n": { "range": { "count": {{count}} } }, "m": { "map": "math.square", "over": "n", "keep": true } """;

    private static UnitBench Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Build());
}
