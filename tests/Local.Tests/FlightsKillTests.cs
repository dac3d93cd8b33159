using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Testing;
using Xunit.Abstractions;

namespace Serverless.Local.Tests;

/// <summary>The flights sample over several copies of its file, killed (signal 9) again and again until it is done.</summary>
public sealed class FlightsKillTests(FlightsResult flights, ITestOutputHelper output) : IClassFixture<FlightsResult>
{
    // One task a unit: what a kill can cost is small, and kills hit between many records.
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" };

    private const int Rows = 3_000_000;

    // A unit over so many rows takes a tenth of a second, and less than half a second on a machine that does other things too.
    private const int SmallUnitRows = 32 * 2048;

    /// <summary>Five kills, each some finished units after the one before, so that it ends as soon on a slow machine.</summary>
    [Fact]
    public async Task Run_KilledAfterSomeUnitsEach_GivesTheExactResult()
    {
        using var sample = await FlightsCopies.CreateAsync(copies: 2, rowGroupRows: null);
        var random = new Random(2);
        var lives = 0;
        await RunAsync(sample, leastKills: 3, (run, recorded) =>
        {
            var more = random.Next(1, 5);
            return ++lives > 5 ? EndsAsync(run) : EndsBeforeAsync(run, async () => (await LedgerAsync(sample)).Count >= recorded + more);
        });
    }

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Run_FiftyCopiesKilledEveryOneToFourSeconds_GivesTheExactResult()
    {
        using var sample = await FlightsCopies.CreateAsync(copies: 50, SmallUnitRows);
        var random = new Random(50);
        await RunAsync(sample, leastKills: 10, (run, _) =>
        {
            var life = TimeSpan.FromMilliseconds(random.Next(1000, 4000));
            var clock = System.Diagnostics.Stopwatch.StartNew();
            return EndsBeforeAsync(run, () => Task.FromResult(clock.Elapsed >= life));
        });
    }

    /// <summary>The same work, left alone: how long its units take, for people to read. What a kill can cost is a unit.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public async Task Run_FiftyCopiesLeftAlone_ReportsEveryUnit()
    {
        using var sample = await FlightsCopies.CreateAsync(copies: 50, SmallUnitRows);
        using var run = ProgramRun.Start("serverless", ["run", sample.Job, "--data", sample.Data, "--output", "json"], SmallUnits);
        Assert.True(await run.WaitAsync(TimeSpan.FromMinutes(10)) == 0, run.Errors);
        flights.AssertSame(run.Output, sample.Copies);

        var units = await UnitTimes.ReadAsync(sample.Data);
        output.WriteLine(units.ToString());
        Assert.InRange(units.Count, sample.Copies * (Rows / SmallUnitRows), int.MaxValue);
    }

    /// <param name="sample">What runs.</param>
    /// <param name="leastKills">That must have hit a running job.</param>
    /// <param name="live">Given a process and how many ranges were finished before it: whether it ended by itself; else it is killed.</param>
    private async Task RunAsync(FlightsCopies sample, int leastKills, Func<ProgramRun, int, Task<bool>> live)
    {
        var hits = 0;
        var recorded = new Dictionary<string, ETag>(StringComparer.Ordinal);
        while (true)
        {
            using var run = ProgramRun.Start("serverless", ["run", sample.Job, "--data", sample.Data, "--output", "json"], SmallUnits);
            var ended = await live(run, recorded.Count);
            if (!ended) await run.KillAsync();
            // A life that goes on with an unfinished job proves that the kill before it hit one.
            if (run.Errors.Contains("continuing job", StringComparison.Ordinal)) hits++;
            var now = await LedgerAsync(sample);
            // A record is written once: a range that ran again would have another version.
            Assert.All(recorded, record => Assert.Equal(record.Value, now[record.Key]));
            recorded = now;
            if (!ended) continue;
            Assert.True(await run.WaitAsync() == 0, run.Errors);
            flights.AssertSame(run.Output, sample.Copies);
            output.WriteLine($"{hits} kills hit a running job. {await UnitTimes.ReadAsync(sample.Data)}");
            break;
        }
        Assert.True(hits >= leastKills, $"Only {hits} kills hit a running job.");
    }

    private static async Task<bool> EndsAsync(ProgramRun run)
    {
        await run.WaitAsync();
        return true;
    }

    private static async Task<bool> EndsBeforeAsync(ProgramRun run, Func<Task<bool>> isOver)
    {
        await Condition.WaitAsync("the process ends or its time is over", async () => run.HasExited || await isOver(), TimeSpan.FromMinutes(2));
        return run.HasExited;
    }

    private static async Task<Dictionary<string, ETag>> LedgerAsync(FlightsCopies sample)
    {
        var found = new Dictionary<string, ETag>(StringComparer.Ordinal);
        await foreach (var blob in new LocalBlobAccount(sample.Data, TimeProvider.System).GetContainer("default").ListAsync("ledger/", default)) found[blob.Name.Value] = blob.ETag;
        return found;
    }
}
