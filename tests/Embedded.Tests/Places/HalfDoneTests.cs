using Serverless.Client.Building;

namespace Serverless.Embedded.Tests.Places;

/// <summary>What a job left half done is taken up by one that keeps what the first one did not: their partial results must not mix.</summary>
public sealed class HalfDoneTests
{
    private const int Elements = 600;

    [Fact]
    public Task Reduce_FusedPartitionsHalfDoneThenKept_GivesTheSum() =>
        AssertAsync(async (here, keep) => await here.ComputeAsync(Moved(keep).Reduce((a, b) => Numbers.Add(a, b))));

    [Fact]
    public Task FoldBy_FusedPartitionsHalfDoneThenKept_GivesTheSum() =>
        AssertAsync(async (here, keep) => Assert.Single(await here.ComputeAsync(Moved(keep).FoldBy(x => Seen.Same(x), (a, b) => Numbers.Add(a, b)))).Value);

    private static Collection<long> Moved(bool keep)
    {
        var moved = new JobGraph("moved").Range(Elements).MapPartitions(x => Seen.Moved(x));
        return keep ? moved.Keep() : moved;
    }

    private static async Task AssertAsync(Func<LocalHost, bool, Task<long>> compute)
    {
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { Slots = 1 });
        Seen.Fails = true;
        await Assert.ThrowsAnyAsync<Exception>(() => compute(here, false));
        Seen.Fails = false;

        Assert.Equal(((Elements - 1L) * Elements / 2) + 4 - 3, await compute(here, true));
    }
}
