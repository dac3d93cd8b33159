using Serverless.Logic.Blocks;

namespace Serverless.Logic.Tests.Speculation;

/// <summary>Units that take far longer than their siblings, replayed at every step.</summary>
public sealed class BlockSpeculationTests
{
    private const int Slow = 5;

    private static readonly int[] Siblings = [0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public async Task Run_OneUnitIsStuck_ASecondRunCountsAndTheFirstIsStopped()
    {
        await using var bench = new BlockBench();
        bench.Hold(Slow);
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("the unit runs a second time", () => bench.Started.Any(r => r.IsCopy));

        var result = await bench.EndAsync();
        Assert.True(result.Outcome.Succeeded);
        Assert.Equal(BlockBench.Units, result.Outcome.Done);
        // Each unit counts once.
        Assert.Equal((8, 80L), (result.Totals.Units, result.Totals.Tasks));
        Assert.Equal(Enumerable.Range(100, 8), bench.Ended.Select(e => e.Unit).Order());
        Assert.Equal([100 + Slow], bench.Ended.Where(e => e.Report.IsCopy).Select(e => e.Unit));
        var told = Assert.Single(bench.Speculated);
        Assert.Equal((100 + Slow, "m[105]", 10.0), (told.Unit, told.Tasks, told.LimitSeconds));
        // The clock goes on while the block is slow.
        Assert.True(told.Seconds >= 10, $"{told.Seconds} s");
        var stopped = Assert.Single(bench.Stopped);
        Assert.Equal((100 + Slow, 1, false), (stopped.Unit, stopped.Attempt, stopped.IsCopy));
        Assert.Equal(9, bench.Started.Count);
        Assert.All(bench.Started, r => Assert.Equal(1, r.Attempt));
    }

    [Fact]
    public async Task Run_FirstRunEndsAfterAll_CountsAndTheSecondIsStopped()
    {
        await using var bench = new BlockBench();
        var first = bench.Hold(Slow);
        bench.Hold(Slow, isCopy: true);
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("the unit runs a second time", () => bench.Started.Any(r => r.IsCopy));
        first.SetResult(BlockBench.Report(seconds: 12));

        Assert.Equal(80, (await bench.EndAsync()).Totals.Tasks);
        Assert.True(Assert.Single(bench.Stopped).IsCopy);
        Assert.DoesNotContain(bench.Ended, e => e.Report.IsCopy);
    }

    [Theory]
    [InlineData(UnitStatus.Failed)]
    [InlineData(UnitStatus.Cancelled)]
    public async Task Run_SecondRunIsNotDone_ChangesNothing(UnitStatus end)
    {
        await using var bench = new BlockBench();
        var first = bench.Hold(Slow);
        bench.Hold(Slow, isCopy: true).SetResult(BlockBench.Report(end));
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("the unit runs a second time", () => bench.Started.Any(r => r.IsCopy));
        await bench.AdvanceHoursAsync();
        first.SetResult(BlockBench.Report());

        var result = await bench.EndAsync();
        Assert.True(result.Outcome.Succeeded);
        Assert.Empty(result.Failures);
        // A second run, not a third.
        Assert.Equal(9, bench.Started.Count);
        Assert.Empty(bench.Stopped);
    }

    [Fact]
    public async Task Run_FirstRunIsLostBesideItsCopy_TheCopyIsTheAttempt()
    {
        await using var bench = new BlockBench();
        var first = bench.Hold(Slow);
        var copy = bench.Hold(Slow, isCopy: true);
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("the unit runs a second time", () => bench.Started.Any(r => r.IsCopy));
        first.SetException(new InvalidOperationException("lost"));
        await bench.AdvanceHoursAsync();
        copy.SetResult(BlockBench.Report());

        Assert.True((await bench.EndAsync()).Outcome.Succeeded);
        Assert.Equal(9, bench.Started.Count);
    }

    [Fact]
    public async Task Run_BothRunsAreLost_TheAttemptIsAndTheNextOneRuns()
    {
        await using var bench = new BlockBench();
        var first = bench.Hold(Slow);
        var copy = bench.Hold(Slow, isCopy: true);
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("the unit runs a second time", () => bench.Started.Any(r => r.IsCopy));
        bench.Held.Clear();
        first.SetException(new InvalidOperationException("lost"));
        copy.SetException(new InvalidOperationException("lost too"));

        Assert.True((await bench.EndAsync()).Outcome.Succeeded);
        Assert.Equal([1, 2], bench.Started.Where(r => r.Unit == 100 + Slow && !r.IsCopy).Select(r => r.Attempt));
    }

    [Fact]
    public async Task Run_UnitMustNotRunTwice_IsWaitedForHoweverLongItTakes()
    {
        await using var bench = new BlockBench();
        var first = bench.Hold(Slow);
        await bench.StartAsync([0, 0, 0, 0, 0, -1, 0, 0]);
        await bench.AdvanceUntilAsync("all others ended", () => bench.Ended.Count >= 7);
        await bench.AdvanceHoursAsync();
        first.SetResult(BlockBench.Report());

        Assert.True((await bench.EndAsync()).Outcome.Succeeded);
        Assert.Equal(8, bench.Started.Count);
        Assert.Equal(0, bench.Looks);
    }

    [Fact]
    public async Task Run_NoSlotIsIdle_NothingRunsTwice()
    {
        await using var bench = new BlockBench();
        var stuck = new[] { 6, 7 }.Select(u => bench.Hold(u)).ToList();
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("all others ended", () => bench.Ended.Count >= 6);
        await bench.AdvanceHoursAsync();
        Assert.Equal(8, bench.Started.Count);
        stuck[0].SetResult(BlockBench.Report());
        // Now one is.
        await bench.AdvanceUntilAsync("the other runs a second time", () => bench.Started.Any(r => r.IsCopy && r.Unit == 107));

        Assert.Equal(80, (await bench.EndAsync()).Totals.Tasks);
    }

    [Fact]
    public async Task Run_UnitStillWaitsForASlotOfItsProcess_IsNoStraggler()
    {
        await using var bench = new BlockBench { IsRunning = static _ => false };
        var first = bench.Hold(Slow);
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("somebody looked twice", () => bench.Looks >= 2);
        Assert.Equal(8, bench.Started.Count);
        first.SetResult(BlockBench.Report());

        Assert.True((await bench.EndAsync()).Outcome.Succeeded);
        Assert.Empty(bench.Speculated);
    }

    [Fact]
    public async Task Cancel_BesideTwoRuns_EndsWithTheFirst()
    {
        await using var bench = new BlockBench();
        var first = bench.Hold(Slow);
        bench.Hold(Slow, isCopy: true);
        await bench.StartAsync(Siblings);
        await bench.AdvanceUntilAsync("the unit runs a second time", () => bench.Started.Any(r => r.IsCopy));
        await bench.CancelAsync();
        first.SetResult(BlockBench.Report(UnitStatus.Cancelled));

        var result = await bench.EndAsync();
        Assert.True(result.Outcome.Cancelled);
        Assert.Equal(7, result.Outcome.Done);
    }
}
