using FsCheck;
using FsCheck.Fluent;
using Serverless.Jobs;
using Serverless.Testing.Properties;

namespace Serverless.Logic.Tests.Speculation;

/// <summary>Whatever runs of units do, first and second ones: each unit counts once, and the block comes to its end.</summary>
public sealed class BlockSpeculationProperties
{
    [Fact]
    public void Run_AnyDurationsAndLosses_EveryUnitCountsOnceAndTheBlockEnds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RunAsync(new Random(seed)).GetAwaiter().GetResult();
            return true;
        }).Check(FixedSeed.Cases(15));

    private static async Task RunAsync(Random random)
    {
        await using var fixture = new BlockFixture();
        var gate = new Lock();
        // Most end in a second, some are stuck for long, and some of either are lost.
        fixture.Run = async request =>
        {
            double seconds;
            bool isLost;
            lock (gate) (seconds, isLost) = (random.Next(3) == 0 ? random.Next(20, 200) : random.NextDouble(), random.Next(5) == 0);
            await Task.Delay(TimeSpan.FromSeconds(seconds), fixture.Time);
            return isLost ? throw new InvalidOperationException("lost") : BlockFixture.Report(seconds: seconds);
        };
        var pipelines = Enumerable.Range(0, BlockFixture.Units).Select(_ => random.Next(4) - 1).Select(p => Math.Min(p, 0)).ToArray();
        await fixture.StartAsync(pipelines, slots: random.Next(1, 5));
        var ending = fixture.EndAsync();
        await fixture.AdvanceUntilAsync("the block ends", () => ending.IsCompleted, seconds: 15);
        var result = await ending;

        var done = fixture.Ended.Where(e => e.Report.Status == UnitEnd.Done).Select(e => e.Unit).ToList();
        Assert.Equal(done.Distinct().Count(), done.Count);
        Assert.Equal((result.Outcome.Done, 10L * result.Outcome.Done), (done.Count, result.Totals.Tasks));
        // Lost three times is failed; second runs are none of the three.
        var attempts = fixture.Started.Where(r => !r.IsSpeculative).ToLookup(r => r.Unit);
        Assert.All(attempts, a => Assert.Equal(Enumerable.Range(1, a.Count()), a.Select(r => r.Attempt)));
        Assert.All(attempts, a => Assert.InRange(a.Count(), 1, 3));
        Assert.Equal(result.Outcome.Succeeded, done.Count == BlockFixture.Units);
        Assert.True(result.Outcome.Succeeded || attempts.Any(a => a.Count() == 3 && !done.Contains(a.Key)), "Something failed without three attempts.");
        // One second run of an attempt at most, of those that may.
        var copies = fixture.Started.Where(r => r.IsSpeculative).ToList();
        Assert.Equal(copies.Count, copies.DistinctBy(r => (r.Unit, r.Attempt)).Count());
        Assert.All(copies, r => Assert.Equal(0, pipelines[r.Unit - 100]));
        Assert.Equal(copies.Select(r => r.Unit).Order(), fixture.Speculated.Select(s => s.Unit).Order());
    }
}
