using System.Text.Json;
using Serverless.Execution.Events;
using Serverless.Execution.Functions;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Planning;
using Serverless.Storage.Conformance.Faults;

namespace Serverless.Execution.Tests.Units;

/// <summary>What a unit says while it runs.</summary>
[Collection(nameof(TryingFunctions))]
public sealed class ProgressEventTests : IDisposable
{
    private const string Ten = """ "n": { "range": { "count": 10 } }, "m": { "map": "try.meanwhile", "over": "n" } """;

    public void Dispose() => TryingFunctions.Meanwhile = null;

    [Fact]
    public async Task Run_EachRecordButTheLast_IsTold()
    {
        await using var bench = Bench();

        await bench.RunAsync(Ten, "m");

        Assert.Equal(Enumerable.Range(1, 9).Select(n => (long)n), await ToldAsync(bench));
    }

    // A task that ignores its token goes on when the other run has ended the unit: what it says then would count twice.
    [Fact]
    public async Task Run_AnotherRunWasFirst_TellsNoMore()
    {
        await using var bench = Bench();
        using var outrun = new CancellationTokenSource();
        bench.Outrun = outrun.Token;
        TryingFunctions.Meanwhile = outrun.CancelAsync;

        await bench.RunAsync(Ten, "m");

        Assert.Empty(await ToldAsync(bench));
    }

    [Fact]
    public async Task Run_EventsCannotBeStored_LosesNothingElse()
    {
        var asked = 0;
        await using var bench = Bench(new FaultPlan(0, afterEffect: false) { FailsAlways = call => call.Contains("/events/", StringComparison.Ordinal) && ++asked > 0 });

        var (units, token) = await bench.RunAsync(Ten, "m");

        Assert.Equal((UnitEnd.Done, 10L), (Assert.Single(units).End, units[0].Tasks));
        Assert.Equal(9, asked);
        Assert.Equal("0-9", new RangeSet((await bench.Stores.Ledger.ReadAsync(token, default)).Select(r => new IndexRange(r.First, r.Last))).ToString());
    }

    private static UnitBench Bench(FaultPlan? faults = null)
    {
        var bench = new UnitBench(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(TryingFunctions)).Build(), faults) { MaxTasks = 10 };
        bench.Options = bench.Options with { RecordEvery = TimeSpan.FromTicks(1) };
        return bench;
    }

    private static async Task<IReadOnlyList<long>> ToldAsync(UnitBench bench)
    {
        var told = new List<long>();
        for (var page = 0L; await bench.Stores.Events.ReadAsync("job", page, default) is { } events; page++)
        {
            told.AddRange(events.Events.Where(e => e.Type == UnitProgress.Type).Select(e => e.Data.Deserialize<UnitProgress>(ExecutionJson.Options)!.Tasks));
        }
        return told;
    }
}
