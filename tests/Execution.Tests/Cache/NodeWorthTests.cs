using Serverless.Execution.Cache;

namespace Serverless.Execution.Tests.Cache;

public sealed class NodeWorthTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public void Evict_TakesWhatSavesLeastTimeAByte_UntilEnoughIsFree()
    {
        CachedNode[] nodes = [new("dear", 100, 100, Now), new("cheap", 100, 1, Now), new("large", 1000, 20, Now)];

        Assert.Equal(["cheap"], NodeWorth.Evict(nodes, 1, Now, Week).Select(n => n.Token));
        Assert.Equal(["cheap", "large"], NodeWorth.Evict(nodes, 101, Now, Week).Select(n => n.Token));
        Assert.Empty(NodeWorth.Evict(nodes, 0, Now, Week));
    }

    [Fact]
    public void Of_HalvesWithEveryHalfLifeWithoutUse() =>
        Assert.Equal(NodeWorth.Of(new("a", 10, 5, Now), Now, Week) / 4, NodeWorth.Of(new("a", 10, 5, Now - (2 * Week)), Now, Week), 12);
}
