using System.Text;
using Serverless.Execution.Functions;
using Serverless.Execution.Records;
using Serverless.Execution.Units;
using Serverless.Graph.Functions;
using Serverless.Planning;
using Serverless.Storage;

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
        await using var bench = Bench();
        bench.MaxTasks = 10;
        var (_, token) = await bench.RunAsync(Ten, "m");
        var whole = Assert.Single(await bench.Stores.Ledger.ReadAsync(token, default));
        await bench.Stores.Ledger.ForgetAsync(token, static _ => true, default);
        TryingFunctions.Meanwhile = () => bench.Stores.Ledger.TryRecordAsync(token, whole with { Last = 2, Rows = 3, Bytes = 5 }, 1, default);

        var (units, _) = await bench.RunAsync(Ten, "m");

        Assert.Equal((UnitEnd.Done, 10L, 0L), (Assert.Single(units).End, units[0].Tasks, units[0].Found));
        var records = await bench.Stores.Ledger.ReadAsync(token, default);
        Assert.Equal("0-9", new RangeSet(records.Select(r => new IndexRange(r.First, r.Last))).ToString());
        Assert.Equal((3L, records.Sum(r => r.Bytes)), (units[0].Rows, units[0].Bytes));
        // The tasks of the first pass are heard too.
        var log = Encoding.UTF8.GetString((await bench.Stores.Blobs.GetAsync(new BlobName("jobs/job/logs/1-0"), default))!.Bytes.Span);
        Assert.StartsWith("m[0]: ", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SecondRun_CountsWhatTheFirstRecordedAsItsOwn()
    {
        await using var bench = Bench();
        bench.Options = bench.Options with { Time = TryingFunctions.Clock };
        (bench.MaxTasks, bench.Budget) = (10, TimeSpan.FromSeconds(25));
        await bench.RunAsync(TenSeconds, "m");
        (bench.IsCopy, bench.Budget) = (true, null);

        var (units, token) = await bench.RunAsync(TenSeconds, "m");

        Assert.Equal((UnitEnd.Done, 10L, 0L), (Assert.Single(units).End, units[0].Tasks, units[0].Found));
        Assert.Equal((await bench.Stores.Ledger.ReadAsync(token, default)).Sum(r => r.Bytes), units[0].Bytes);
        Assert.Empty(await bench.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Run_SecondRunBesideAFirst_TakesItsNoteForNoDeath()
    {
        await using var bench = Bench();
        (bench.MaxTasks, bench.IsCopy) = (10, true);
        await DieAsync(bench, isCopy: false);

        var (units, _) = await bench.RunAsync(Ten, "m");

        Assert.Equal(UnitEnd.Done, Assert.Single(units).End);
        Assert.Equal((0, false), Assert.Single((await bench.Stores.Attempts.OpenAsync("job", default)).Select(a => (a.Deaths, a.IsCopy))));
    }

    // Whether the unit killed it, its first run shows: that one runs alone.
    [Fact]
    public async Task Run_SecondRunWhoseProcessDied_GivesUp()
    {
        await using var bench = Bench();
        (bench.MaxTasks, bench.IsCopy) = (10, true);
        await DieAsync(bench, isCopy: true);

        var (units, _) = await bench.RunAsync(Ten, "m");

        Assert.Equal((UnitEnd.Cancelled, 0L), (Assert.Single(units).End, units[0].Tasks));
        Assert.Empty(await bench.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Stops_TwoAddAtOnce_BothAreThere()
    {
        await using var bench = Bench();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => bench.Stores.Stops.AddAsync("job", $"run {i % 4}", default)));

        Assert.Equal(["run 0", "run 1", "run 2", "run 3"], (await bench.Stores.Stops.ReadAsync("job", default)).Order());
        Assert.Empty(await bench.Stores.Stops.ReadAsync("another", default));
    }

    private static UnitBench Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(TryingFunctions)).Build());

    private static Task<AttemptRecord> DieAsync(UnitBench bench, bool isCopy) =>
        bench.Stores.Attempts.StartAsync(
            "job", new AttemptRecord(1, 0, 1, 1, "host", DateTimeOffset.UnixEpoch, "m[0-9]") { Incarnation = Guid.NewGuid().ToString(), IsCopy = isCopy }, canIsolate: false, default);
}
