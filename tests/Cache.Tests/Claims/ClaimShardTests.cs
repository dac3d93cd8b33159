using Serverless.Durable;
using Serverless.Logic.Claims;

namespace Serverless.Cache.Tests.Claims;

public sealed class ClaimShardTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static ClaimWaiter Waiter(string job) => new(new InstanceId($"acme~{job}"), "claim.0");

    [Fact]
    public void Acquire_OfATokenThatAnotherJobHas_NamesThatJobAndTakesTheRest()
    {
        var (shard, _) = new ClaimShard().Acquire("a", ["t1"], Now);

        (shard, var answer) = shard.Acquire("b", ["t1", "t2"], Now);

        Assert.Equal([new BusyClaim("t1", "a")], answer.Busy);
        Assert.Equal("b", shard.Claims["t2"].Job);
    }

    [Fact]
    public void Acquire_Again_ChangesNothing()
    {
        var (shard, _) = new ClaimShard().Acquire("a", ["t1"], Now);

        var (again, answer) = shard.Acquire("a", ["t1"], Now.AddHours(1));

        Assert.Empty(answer.Busy);
        Assert.Equal(Now, again.Claims["t1"].Since);
    }

    [Fact]
    public void Release_TellsWhoWaits_AndByAnotherJobDoesNothing()
    {
        var (shard, _) = new ClaimShard().Acquire("a", ["t1"], Now);
        (shard, _) = shard.Wait("b", "t1", Waiter("b"));

        Assert.Empty(shard.Release("b", ["t1"]).Told);
        var (next, told) = shard.Release("a", ["t1"]);

        Assert.Equal([Waiter("b")], told);
        Assert.Empty(next.Claims);
    }

    [Fact]
    public void Wait_ForAClaimThatIsFreeMeanwhile_SaysSo() =>
        Assert.Empty(new ClaimShard().Wait("b", "t1", Waiter("b")).Answer.Busy);

    [Fact]
    public void Acquire_BeyondWhatAStateHasRoomFor_LetsTheWorkRunUnclaimed()
    {
        var tokens = Enumerable.Range(0, ClaimShard.MostClaims + 5).Select(static i => $"{i:x64}").ToList();

        var (shard, answer) = new ClaimShard().Acquire("a", tokens, Now);
        var (_, other) = shard.Acquire("b", [tokens[^1], tokens[0]], Now);

        Assert.Empty(answer.Busy);
        Assert.Equal([new BusyClaim(tokens[0], "a")], other.Busy);
        Assert.InRange(DurableJson.Write(shard, "a shard", 256 * 1024)!.Length, 1, 200_000);
        Assert.Empty(shard.Release("a", tokens).Next.Claims);
    }

    [Fact]
    public void Wait_Again_ChangesNothing()
    {
        var (shard, _) = new ClaimShard().Acquire("a", ["t1"], Now);
        (shard, _) = shard.Wait("b", "t1", Waiter("b"));

        var (again, answer) = shard.Wait("b", "t1", Waiter("b"));

        Assert.Equal([new BusyClaim("t1", "a")], answer.Busy);
        Assert.Single(again.Claims["t1"].Waiters);
    }

    [Fact]
    public void Take_FromADeadJob_KeepsItsWaiters_AndOnlyOneSucceeds()
    {
        var (shard, _) = new ClaimShard().Acquire("dead", ["t1"], Now);
        (shard, _) = shard.Wait("c", "t1", Waiter("c"));

        (shard, var first) = shard.Take("b", "dead", "t1", Now);
        (shard, var second) = shard.Take("c", "dead", "t1", Now);

        Assert.Empty(first.Busy);
        Assert.Equal([new BusyClaim("t1", "b")], second.Busy);
        Assert.Equal([Waiter("c")], shard.Release("b", ["t1"]).Told);
        Assert.Empty(shard.Release("dead", ["t1"]).Told);
    }
}
