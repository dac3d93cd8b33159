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
        await using var fixture = new BlockFixture { Takes = static (_, sent) => sent > Refused };
        var last = fixture.Hold(7);
        await fixture.StartAsync(Alone);

        // Minutes by the block's clock, in which no unit ends.
        await fixture.AdvanceUntilAsync("the ends are told", () => fixture.Ended.Count == 7);
        last.SetResult(BlockFixture.Report());

        Assert.Equal(0, (await fixture.EndAsync()).LostEvents);
        Assert.Equal(Enumerable.Range(100, 8), fixture.Ended.Select(e => e.Unit).Order());
        // Nothing newer overtook what was refused, and each batch kept its number.
        Assert.Equal(fixture.Sent.Select(b => b.Sequence).Order(), fixture.Sent.Select(b => b.Sequence));
        Assert.Equal(Refused + 1, fixture.Sent.Count(b => b.Sequence == 0));
        Assert.Equal(fixture.Sent.First().Events, fixture.Sent.Last(b => b.Sequence == 0).Events);
    }

    [Fact]
    public async Task Run_StorageComesBackAfterTheLastUnit_TheBlockWaitsAndTellsAll()
    {
        await using var fixture = new BlockFixture { Takes = static (_, sent) => sent > 13 };
        await fixture.StartAsync(Alone);
        var end = fixture.EndAsync();
        await fixture.AdvanceUntilAsync("the block ended", () => end.IsCompleted);

        Assert.Equal(0, (await end).LostEvents);
        Assert.Equal(Enumerable.Range(100, 8), fixture.Ended.Select(e => e.Unit).Order());
    }

    [Fact]
    public async Task Run_StorageStaysAway_CountsWhatIsLostAndEnds()
    {
        await using var fixture = new BlockFixture { Takes = static (_, _) => false };
        await fixture.StartAsync(Alone);
        var end = fixture.EndAsync();
        await fixture.AdvanceUntilAsync("the block ended", () => end.IsCompleted);

        var result = await end;
        Assert.Equal(BlockFixture.Units, result.LostEvents);
        Assert.Equal(BlockFixture.Units, result.Outcome.Done);
        Assert.Empty(fixture.Ended);
    }
}
