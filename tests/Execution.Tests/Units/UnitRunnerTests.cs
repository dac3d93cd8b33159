using System.Text;
using Serverless.BuiltIns;
using Serverless.Execution.Assignments;
using Serverless.Execution.Isolation;
using Serverless.Graph.Functions;
using Serverless.Jobs;
using Serverless.Storage;
using Serverless.Store.Failures;
using Serverless.Store.Records;

namespace Serverless.Execution.Tests.Units;

// Their clock and their gate are static: one after the other with all who use them.
[Collection(nameof(TryingFunctions))]
public sealed class UnitRunnerTests
{
    private const string Numbers = """ "n": { "range": { "count": 1 } } """;

    [Fact]
    public async Task Run_TaskFailsTwice_IsTriedAgainAndItsLogIsKept()
    {
        await using var fixture = Bench();
        var (units, _) = await fixture.RunAsync(Mapped("try.twice", """ "retries": { "count": 3, "backoff": "1ms" } """), "m");

        Assert.Equal(UnitEnd.Done, Assert.Single(units).End);
        var log = Encoding.UTF8.GetString((await fixture.Stores.Blobs.GetAsync(new BlobName("jobs/job/logs/1-0"), default))!.Bytes.Span);
        Assert.Matches("m\\[0\\]: attempt 1\n.*attempt 1 failed, the next one in 0.0 s: InvalidOperationException: not yet: 1\n.*attempt 2\n", log);
    }

    [Fact]
    public async Task Run_TimeoutLongerThanTimersCount_RunsAsWithoutOne()
    {
        await using var fixture = Bench();
        var (units, _) = await fixture.RunAsync(Mapped("try.twice", """ "timeout": "100d", "retries": { "count": 3, "backoff": "1ms" } """), "m");

        Assert.Equal(UnitEnd.Done, Assert.Single(units).End);
    }

    [Fact]
    public async Task Run_TaskFailsForGood_ShowsTheLogOfAllItsAttempts()
    {
        await using var fixture = Bench();
        var (units, _) = await fixture.RunAsync(Mapped("try.twice", """ "retries": { "count": 1, "backoff": "1ms" } """), "m");

        var failure = Assert.Single(units).Failure!;
        Assert.Equal((FailureKind.UserException, 2), (failure.Kind, failure.Attempts));
        Assert.Equal(["attempt 1", "attempt 2"], failure.Log.Where(l => !l.Contains("failed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("try.waitForToken", "timeout of 00:00:00.1000000.")]
    [InlineData("try.ignoreToken", "did not end when it was told to")]
    public async Task Run_TaskTakesTooLong_FailsWithATimeout(string function, string says)
    {
        TryingFunctions.Release.Reset();
        await using var fixture = Bench();
        var (units, _) = await fixture.RunAsync(Mapped(function, """ "timeout": "100ms" """), "m");
        TryingFunctions.Release.Set();

        var failure = Assert.Single(units).Failure!;
        Assert.Equal(FailureKind.Timeout, failure.Kind);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_ReachesTheTask()
    {
        await using var fixture = Bench();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var (units, _) = await fixture.RunAsync(Mapped("try.waitForToken", ""), "m", cancel.Token);

        Assert.Equal(UnitEnd.Cancelled, Assert.Single(units).End);
        Assert.Empty(await fixture.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Run_AfterADeath_RunsIsolatedAndIsSetAsideAtTheNext()
    {
        await using var fixture = Bench();
        var death = new ProcessDeath { Signal = 11, PeakBytes = 90L << 20, LimitBytes = 256L << 20 };
        fixture.Options = fixture.Options with { Isolation = new Isolation(new IsolatedEnd(null, death, 0)) };
        await DieAsync(fixture);
        var (units, _) = await fixture.RunAsync(Mapped("try.twice", ""), "m");

        var failure = Assert.Single(units).Failure!;
        Assert.Equal(FailureKind.Poisoned, failure.Kind);
        Assert.Contains("m[0]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("signal 11 (SIGSEGV), peak 90 MiB, limit 256 MiB", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await fixture.Stores.Attempts.OpenAsync("job", default));
    }

    [Fact]
    public async Task Run_AfterADeathOfSomebodyElse_EndsWellWhenIsolated()
    {
        await using var fixture = Bench();
        fixture.Options = fixture.Options with { Isolation = new Isolation(new IsolatedEnd(new UnitOutcome { End = UnitEnd.Done, Tasks = 1, Seconds = 5000 }, null, 0)) };
        await DieAsync(fixture);
        var (units, _) = await fixture.RunAsync(Mapped("try.twice", ""), "m");

        Assert.Equal((UnitEnd.Done, 1L), (Assert.Single(units).End, units[0].Tasks));
        // What it took there counts, not how long its process was.
        Assert.InRange(units[0].Seconds, 5000, double.MaxValue);
    }

    [Fact]
    public async Task Run_WithoutIsolation_IsSetAsideAtTheThirdDeath()
    {
        await using var fixture = Bench();
        for (var death = 1; death <= 3; death++) await DieAsync(fixture);
        var (units, _) = await fixture.RunAsync(Mapped("math.square", ""), "m");

        Assert.Equal(FailureKind.Poisoned, Assert.Single(units).Failure!.Kind);
    }

    [Fact]
    public async Task Run_BudgetIsOver_RecordsTheShorterRangeAndStopsBehindATask()
    {
        await using var fixture = Bench();
        fixture.Options = fixture.Options with { Time = TryingFunctions.Clock };
        (fixture.MaxTasks, fixture.Budget) = (10, TimeSpan.FromSeconds(25));
        const string Ten = """ "n": { "range": { "count": 10 } }, "m": { "map": "try.tenSeconds", "over": "n" } """;

        var (units, token) = await fixture.RunAsync(Ten, "m");

        Assert.Equal((UnitEnd.Split, 3L), (Assert.Single(units).End, units[0].Tasks));
        Assert.Equal((0L, 2L), Assert.Single((await fixture.Stores.Ledger.ReadAsync(token, default)).Select(r => (r.First, r.Last))));
        Assert.Empty(await fixture.Stores.Attempts.OpenAsync("job", default));
        (units, _) = await fixture.RunAsync(Ten, "m");
        Assert.Equal((UnitEnd.Split, 3L, 3L), (Assert.Single(units).End, units[0].Tasks, units[0].Found));
        fixture.Budget = null;
        (units, _) = await fixture.RunAsync(Ten, "m");
        Assert.Equal((UnitEnd.Done, 4L, 6L), (Assert.Single(units).End, units[0].Tasks, units[0].Found));
    }

    private static UnitFixture Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Add(typeof(TryingFunctions)).Build());

    private static string Mapped(string function, string policy) => $$""" {{Numbers}}, "m": { "map": "{{function}}", "over": "n", "policy": { {{policy}} } } """;

    private static Task<AttemptRecord> DieAsync(UnitFixture fixture) =>
        fixture.Stores.Attempts.StartAsync("job", new AttemptRecord(1, 0, 1, 1, "host", DateTimeOffset.UnixEpoch, "m[0]") { Incarnation = Guid.NewGuid().ToString() }, canIsolate: false, default);

    private sealed class Isolation(IsolatedEnd end) : IUnitIsolation
    {
        public Task<IsolatedEnd> RunAsync(UnitAssignment unit, long limitBytes, CancellationToken cancel, CancellationToken stop) => Task.FromResult(end);
    }
}
