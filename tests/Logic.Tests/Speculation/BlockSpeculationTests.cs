using Serverless.Jobs;

namespace Serverless.Logic.Tests.Speculation;

/// <summary>Units that take far longer than their siblings, replayed at every step.</summary>
public sealed class BlockSpeculationTests
{
    private const int Slow = 5;

    private static readonly int[] Siblings = [0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public async Task Run_OneUnitIsStuck_ASecondRunCountsAndTheFirstIsStopped()
    {
        await using var fixture = new BlockFixture();
        fixture.Hold(Slow);
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("the unit runs a second time", () => fixture.Started.Any(r => r.IsSpeculative));

        var result = await fixture.EndAsync();
        Assert.True(result.Outcome.Succeeded);
        Assert.Equal(BlockFixture.Units, result.Outcome.Done);
        // Each unit counts once.
        Assert.Equal((8, 80L), (result.Totals.Units, result.Totals.Tasks));
        Assert.Equal(Enumerable.Range(100, 8), fixture.Ended.Select(e => e.Unit).Order());
        Assert.Equal([100 + Slow], fixture.Ended.Where(e => e.Report.IsSpeculative).Select(e => e.Unit));
        var told = Assert.Single(fixture.Speculated);
        Assert.Equal((100 + Slow, "m[105]", 10.0), (told.Unit, told.Tasks, told.LimitSeconds));
        // The clock goes on while the block is slow.
        Assert.True(told.Seconds >= 10, $"{told.Seconds} s");
        var stopped = Assert.Single(fixture.Stopped);
        Assert.Equal((100 + Slow, 1, false), (stopped.Unit, stopped.Attempt, stopped.IsSpeculative));
        Assert.Equal(9, fixture.Started.Count);
        Assert.All(fixture.Started, r => Assert.Equal(1, r.Attempt));
    }

    [Fact]
    public async Task Run_FirstRunEndsAfterAll_CountsAndTheSecondIsStopped()
    {
        await using var fixture = new BlockFixture();
        var first = fixture.Hold(Slow);
        fixture.Hold(Slow, isCopy: true);
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("the unit runs a second time", () => fixture.Started.Any(r => r.IsSpeculative));
        first.SetResult(BlockFixture.Report(seconds: 12));

        Assert.Equal(80, (await fixture.EndAsync()).Totals.Tasks);
        Assert.True(Assert.Single(fixture.Stopped).IsSpeculative);
        Assert.DoesNotContain(fixture.Ended, e => e.Report.IsSpeculative);
    }

    [Theory]
    [InlineData(UnitEnd.Failed)]
    [InlineData(UnitEnd.Cancelled)]
    public async Task Run_SecondRunIsNotDone_ChangesNothing(UnitEnd end)
    {
        await using var fixture = new BlockFixture();
        var first = fixture.Hold(Slow);
        fixture.Hold(Slow, isCopy: true).SetResult(BlockFixture.Report(end));
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("the unit runs a second time", () => fixture.Started.Any(r => r.IsSpeculative));
        await fixture.AdvanceHoursAsync();
        first.SetResult(BlockFixture.Report());

        var result = await fixture.EndAsync();
        Assert.True(result.Outcome.Succeeded);
        Assert.Empty(result.Failures);
        // A second run, not a third.
        Assert.Equal(9, fixture.Started.Count);
        Assert.Empty(fixture.Stopped);
    }

    [Fact]
    public async Task Run_FirstRunIsLostBesideItsCopy_TheCopyIsTheAttempt()
    {
        await using var fixture = new BlockFixture();
        var first = fixture.Hold(Slow);
        var copy = fixture.Hold(Slow, isCopy: true);
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("the unit runs a second time", () => fixture.Started.Any(r => r.IsSpeculative));
        first.SetException(new InvalidOperationException("lost"));
        await fixture.AdvanceHoursAsync();
        copy.SetResult(BlockFixture.Report());

        Assert.True((await fixture.EndAsync()).Outcome.Succeeded);
        Assert.Equal(9, fixture.Started.Count);
    }

    [Fact]
    public async Task Run_BothRunsAreLost_TheAttemptIsAndTheNextOneRuns()
    {
        await using var fixture = new BlockFixture();
        var first = fixture.Hold(Slow);
        var copy = fixture.Hold(Slow, isCopy: true);
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("the unit runs a second time", () => fixture.Started.Any(r => r.IsSpeculative));
        fixture.Held.Clear();
        first.SetException(new InvalidOperationException("lost"));
        copy.SetException(new InvalidOperationException("lost too"));

        Assert.True((await fixture.EndAsync()).Outcome.Succeeded);
        Assert.Equal([1, 2], fixture.Started.Where(r => r.Unit == 100 + Slow && !r.IsSpeculative).Select(r => r.Attempt));
    }

    [Fact]
    public async Task Run_UnitMustNotRunTwice_IsWaitedForHoweverLongItTakes()
    {
        await using var fixture = new BlockFixture();
        var first = fixture.Hold(Slow);
        await fixture.StartAsync([0, 0, 0, 0, 0, -1, 0, 0]);
        await fixture.AdvanceUntilAsync("all others ended", () => fixture.Ended.Count >= 7);
        await fixture.AdvanceHoursAsync();
        first.SetResult(BlockFixture.Report());

        Assert.True((await fixture.EndAsync()).Outcome.Succeeded);
        Assert.Equal(8, fixture.Started.Count);
        Assert.Equal(0, fixture.Looks);
    }

    [Fact]
    public async Task Run_NoSlotIsIdle_NothingRunsTwice()
    {
        await using var fixture = new BlockFixture();
        var stuck = new[] { 6, 7 }.Select(u => fixture.Hold(u)).ToList();
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("all others ended", () => fixture.Ended.Count >= 6);
        await fixture.AdvanceHoursAsync();
        Assert.Equal(8, fixture.Started.Count);
        stuck[0].SetResult(BlockFixture.Report());
        // Now one is.
        await fixture.AdvanceUntilAsync("the other runs a second time", () => fixture.Started.Any(r => r.IsSpeculative && r.Unit == 107));

        Assert.Equal(80, (await fixture.EndAsync()).Totals.Tasks);
    }

    [Fact]
    public async Task Run_UnitStillWaitsForASlotOfItsProcess_IsNoStraggler()
    {
        await using var fixture = new BlockFixture { IsRunning = static _ => false };
        var first = fixture.Hold(Slow);
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("somebody looked twice", () => fixture.Looks >= 2);
        Assert.Equal(8, fixture.Started.Count);
        first.SetResult(BlockFixture.Report());

        Assert.True((await fixture.EndAsync()).Outcome.Succeeded);
        Assert.Empty(fixture.Speculated);
    }

    [Fact]
    public async Task Cancel_BesideTwoRuns_EndsWithTheFirst()
    {
        await using var fixture = new BlockFixture();
        var first = fixture.Hold(Slow);
        fixture.Hold(Slow, isCopy: true);
        await fixture.StartAsync(Siblings);
        await fixture.AdvanceUntilAsync("the unit runs a second time", () => fixture.Started.Any(r => r.IsSpeculative));
        await fixture.CancelAsync();
        first.SetResult(BlockFixture.Report(UnitEnd.Cancelled));

        var result = await fixture.EndAsync();
        Assert.True(result.Outcome.Cancelled);
        Assert.Equal(7, result.Outcome.Done);
    }
}
