using Serverless.Logic.Tests.Speculation;

namespace Serverless.Logic.Tests.Blocks;

/// <summary>Events whose batch storage refused more often than an activity is tried, replayed at every step.</summary>
public sealed class BlockUnsentEventTests
{
    // An activity is tried six times.
    private const int Refused = 20;

    private static readonly int[] Alone = [-1, -1, -1, -1, -1, -1, -1, -1];

    [Fact]
    public async Task Run_StorageComesBackWhileAUnitRuns_EveryEndIsToldBeforeTheNextOne()
    {
        await using var bench = new BlockBench { Takes = static (_, sent) => sent > Refused };
        var last = bench.Hold(7);
        await bench.StartAsync(Alone);

        // Minutes by the block's clock, in which no unit ends.
        await bench.AdvanceUntilAsync("the ends are told", () => bench.Ended.Count == 7);
        last.SetResult(BlockBench.Report());

        Assert.Equal(0, (await bench.EndAsync()).LostEvents);
        Assert.Equal(Enumerable.Range(100, 8), bench.Ended.Select(e => e.Unit).Order());
        // Nothing newer overtook what was refused, and each batch kept its number.
        Assert.Equal(bench.Sent.Select(b => b.Sequence).Order(), bench.Sent.Select(b => b.Sequence));
        Assert.Equal(Refused + 1, bench.Sent.Count(b => b.Sequence == 0));
        Assert.Equal(bench.Sent.First().Events, bench.Sent.Last(b => b.Sequence == 0).Events);
    }

    [Fact]
    public async Task Run_StorageComesBackAfterTheLastUnit_TheBlockWaitsAndTellsAll()
    {
        await using var bench = new BlockBench { Takes = static (_, sent) => sent > 13 };
        await bench.StartAsync(Alone);
        var end = bench.EndAsync();
        await bench.AdvanceUntilAsync("the block ended", () => end.IsCompleted);

        Assert.Equal(0, (await end).LostEvents);
        Assert.Equal(Enumerable.Range(100, 8), bench.Ended.Select(e => e.Unit).Order());
    }

    [Fact]
    public async Task Run_StorageStaysAway_CountsWhatIsLostAndEnds()
    {
        await using var bench = new BlockBench { Takes = static (_, _) => false };
        await bench.StartAsync(Alone);
        var end = bench.EndAsync();
        await bench.AdvanceUntilAsync("the block ended", () => end.IsCompleted);

        var result = await end;
        Assert.Equal(BlockBench.Units, result.LostEvents);
        Assert.Equal(BlockBench.Units, result.Outcome.Done);
        Assert.Empty(bench.Ended);
    }
}
