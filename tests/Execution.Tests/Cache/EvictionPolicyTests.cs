using Serverless.Store.Cache;

namespace Serverless.Execution.Tests.Cache;

public sealed class EvictionPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public void Evict_TakesWhatSavesLeastTimeAByte_UntilEnoughIsFree()
    {
        CachedNode[] nodes = [new("dear", 100, 100, Now), new("cheap", 100, 1, Now), new("large", 1000, 20, Now)];

        Assert.Equal(["cheap"], EvictionPolicy.Evict(nodes, 1, Now, Week).Select(n => n.Token));
        Assert.Equal(["cheap", "large"], EvictionPolicy.Evict(nodes, 101, Now, Week).Select(n => n.Token));
        Assert.Empty(EvictionPolicy.Evict(nodes, 0, Now, Week));
    }

    [Fact]
    public void Of_HalvesWithEveryHalfLifeWithoutUse() =>
        Assert.Equal(EvictionPolicy.Of(new("a", 10, 5, Now), Now, Week) / 4, EvictionPolicy.Of(new("a", 10, 5, Now - (2 * Week)), Now, Week), 12);
}
