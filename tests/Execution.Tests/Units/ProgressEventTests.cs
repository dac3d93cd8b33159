using System.Text.Json;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Planning;
using Serverless.Storage.Conformance.Faults;
using Serverless.Store.Json;

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
        await using var fixture = Bench();

        await fixture.RunAsync(Ten, "m");

        Assert.Equal(Enumerable.Range(1, 9).Select(n => (long)n), await ToldAsync(fixture));
    }

    // A task that ignores its token goes on when the other run has ended the unit: what it says then would count twice.
    [Fact]
    public async Task Run_AnotherRunWasFirst_TellsNoMore()
    {
        await using var fixture = Bench();
        using var outrun = new CancellationTokenSource();
        fixture.Superseded = outrun.Token;
        TryingFunctions.Meanwhile = outrun.CancelAsync;

        await fixture.RunAsync(Ten, "m");

        Assert.Empty(await ToldAsync(fixture));
    }

    [Fact]
    public async Task Run_EventsCannotBeStored_LosesNothingElse()
    {
        var asked = 0;
        await using var fixture = Bench(new FaultPlan(0, afterEffect: false) { FailsAlways = call => call.Contains("/events/", StringComparison.Ordinal) && ++asked > 0 });

        var (units, token) = await fixture.RunAsync(Ten, "m");

        Assert.Equal((UnitEnd.Done, 10L), (Assert.Single(units).End, units[0].Tasks));
        Assert.Equal(9, asked);
        Assert.Equal("0-9", new RangeSet((await fixture.Stores.Ledger.ReadAsync(token, default)).Select(r => new IndexRange(r.First, r.Last))).ToString());
    }

    private static UnitFixture Bench(FaultPlan? faults = null)
    {
        var fixture = new UnitFixture(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(TryingFunctions)).Build(), faults) { MaxTasks = 10 };
        fixture.Options = fixture.Options with { RecordEvery = TimeSpan.FromTicks(1) };
        return fixture;
    }

    private static async Task<IReadOnlyList<long>> ToldAsync(UnitFixture fixture)
    {
        var told = new List<long>();
        for (var page = 0L; await fixture.Stores.Events.ReadAsync("job", page, default) is { } events; page++)
        {
            told.AddRange(events.Events.Where(e => e.Type == UnitProgress.Type).Select(e => e.Data.Deserialize<UnitProgress>(ExecutionJson.Options)!.Tasks));
        }
        return told;
    }
}
