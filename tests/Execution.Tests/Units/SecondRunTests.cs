using System.Text;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Storage;
using Serverless.Store.Records;

namespace Serverless.Execution.Tests.Units;

/// <summary>Two runs of one unit, and of the same tasks by anybody else.</summary>
[Collection(nameof(TryingFunctions))]
public sealed class SecondRunTests : IDisposable
{
    private const string Ten = """ "n": { "range": { "count": 10 } }, "m": { "map": "try.meanwhile", "over": "n" } """;
    private const string TenSeconds = """ "n": { "range": { "count": 10 } }, "m": { "map": "try.tenSeconds", "over": "n" } """;

    public void Dispose() => TryingFunctions.Meanwhile = null;

    [Fact]
    public async Task Run_SomebodyRecordedFewerOfTheTasksMeanwhile_RunsTheRestBeforeItIsDone()
    {
        await using var fixture = Bench();
        fixture.MaxTasks = 10;
        var (_, token) = await fixture.RunAsync(Ten, "m");
        var whole = Assert.Single(await fixture.Stores.Ledger.ReadAsync(token, default));
        await fixture.Stores.Ledger.ForgetAsync(token, static _ => true, default);
        TryingFunctions.Meanwhile = () => fixture.Stores.Ledger.TryRecordAsync(token, whole with { Last = 2, Rows = 3, Bytes = 5 }, 1, default);

        var (units, _) = await fixture.RunAsync(Ten, "m");

        Assert.Equal((UnitEnd.Done, 10L, 0L), (Assert.Single(units).End, units[0].Tasks, units[0].Found));
        var records = await fixture.Stores.Ledger.ReadAsync(token, default);
        Assert.Equal("0-9", new RangeSet(records.Select(r => new IndexRange(r.First, r.Last))).ToString());
        Assert.Equal((3L, records.Sum(r => r.Bytes)), (units[0].Rows, units[0].Bytes));
        // The tasks of the first pass are heard too.
        var log = Encoding.UTF8.GetString((await fixture.Stores.Blobs.GetAsync(new BlobName("jobs/job/logs/1-0"), default))!.Bytes.Span);
        Assert.StartsWith("m[0]: ", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SecondRun_CountsWhatTheFirstRecordedAsItsOwn()
    {
        await using var fixture = Bench();
        fixture.Options = fixture.Options with { Time = TryingFunctions.Clock };
        (fixture.MaxTasks, fixture.Budget) = (10, TimeSpan.FromSeconds(25));
        await fixture.RunAsync(TenSeconds, "m");
        (fixture.IsSpeculative, fixture.Budget) = (true, null);

        var (units, token) = await fixture.RunAsync(TenSeconds, "m");

        Assert.Equal((UnitEnd.Done, 10L, 0L), (Assert.Single(units).End, units[0].Tasks, units[0].Found));
        Assert.Equal((await fixture.Stores.Ledger.ReadAsync(token, default)).Sum(r => r.Bytes), units[0].Bytes);
        Assert.Empty(await fixture.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Run_SecondRunBesideAFirst_TakesItsNoteForNoDeath()
    {
        await using var fixture = Bench();
        (fixture.MaxTasks, fixture.IsSpeculative) = (10, true);
        await DieAsync(fixture, isCopy: false);

        var (units, _) = await fixture.RunAsync(Ten, "m");

        Assert.Equal(UnitEnd.Done, Assert.Single(units).End);
        Assert.Equal((0, false), Assert.Single((await fixture.Stores.Attempts.OpenAsync("job", default)).Select(a => (a.Deaths, a.IsSpeculative))));
    }

    // Whether the unit killed it, its first run shows: that one runs alone.
    [Fact]
    public async Task Run_SecondRunWhoseProcessDied_GivesUp()
    {
        await using var fixture = Bench();
        (fixture.MaxTasks, fixture.IsSpeculative) = (10, true);
        await DieAsync(fixture, isCopy: true);

        var (units, _) = await fixture.RunAsync(Ten, "m");

        Assert.Equal((UnitEnd.Cancelled, 0L), (Assert.Single(units).End, units[0].Tasks));
        Assert.Empty(await fixture.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Stops_TwoAddAtOnce_BothAreThere()
    {
        await using var fixture = Bench();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => fixture.Stores.Stops.AddAsync("job", $"run {i % 4}", default)));

        Assert.Equal(["run 0", "run 1", "run 2", "run 3"], (await fixture.Stores.Stops.ReadAsync("job", default)).Order());
        Assert.Empty(await fixture.Stores.Stops.ReadAsync("another", default));
    }

    private static UnitFixture Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(TryingFunctions)).Build());

    private static Task<AttemptRecord> DieAsync(UnitFixture fixture, bool isCopy) =>
        fixture.Stores.Attempts.StartAsync(
            "job", new AttemptRecord(1, 0, 1, 1, "host", DateTimeOffset.UnixEpoch, "m[0-9]") { Incarnation = Guid.NewGuid().ToString(), IsSpeculative = isCopy }, canIsolate: false, default);
}
