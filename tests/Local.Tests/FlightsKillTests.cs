using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>The flights sample over many copies of its file, killed (signal 9) at random instants until it is done.</summary>
public sealed class FlightsKillTests(FlightsResult flights) : IClassFixture<FlightsResult>
{
    // One task a unit: what a kill can cost is small, and kills hit between many records.
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" };

    [Fact]
    public Task Run_SixCopiesKilledAgainAndAgain_GivesTheExactResult() => RunAsync(copies: 6, leastKills: 3, from: 1000, to: 2000, seed: 6);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Run_FiftyCopiesKilledAgainAndAgain_GivesTheExactResult() => RunAsync(copies: 50, leastKills: 10, from: 1000, to: 4000, seed: 50);

    /// <param name="copies">Of the file.</param>
    /// <param name="leastKills">That must have hit a running job.</param>
    /// <param name="from">Milliseconds of a life, at least.</param>
    /// <param name="to">Likewise, at most.</param>
    /// <param name="seed">Of the instants.</param>
    private async Task RunAsync(int copies, int leastKills, int from, int to, int seed)
    {
        using var sample = new FlightsCopies(copies);
        var random = new Random(seed);
        var hits = 0;
        var recorded = new Dictionary<string, ETag>(StringComparer.Ordinal);
        while (true)
        {
            using var run = ProgramRun.Start("serverless", ["run", sample.Job, "--data", sample.Data, "--output", "json"], SmallUnits);
            // A life that goes on with an unfinished job proves that the kill before it hit one.
            var life = TimeSpan.FromMilliseconds(random.Next(from, to));
            var ended = await EndsWithinAsync(run, life);
            if (!ended) await run.KillAsync();
            if (run.Errors.Contains("continuing job", StringComparison.Ordinal)) hits++;
            var now = await LedgerAsync(sample.Data);
            // A record is written once: a range that ran again would have another version.
            Assert.All(recorded, record => Assert.Equal(record.Value, now[record.Key]));
            recorded = now;
            if (!ended) continue;
            Assert.True(await run.WaitAsync() == 0, run.Errors);
            flights.AssertSame(run.Output, copies);
            break;
        }
        Assert.True(hits >= leastKills, $"Only {hits} kills hit a running job.");
    }

    private static async Task<bool> EndsWithinAsync(ProgramRun run, TimeSpan life)
    {
        try
        {
            await run.WaitAsync(life);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<Dictionary<string, ETag>> LedgerAsync(string data)
    {
        var found = new Dictionary<string, ETag>(StringComparer.Ordinal);
        await foreach (var blob in new LocalBlobAccount(data, TimeProvider.System).GetContainer("default").ListAsync("ledger/", default)) found[blob.Name.Value] = blob.ETag;
        return found;
    }
}
