using FsCheck;
using FsCheck.Fluent;
using Serverless.Testing.Properties;

namespace Serverless.Planning.Tests;

public sealed class RangeSetTests
{
    private const int Bound = 40;

    [Fact]
    public void Operations_RandomRanges_AreThoseOfSets() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (a, b) = (Draw(random), Draw(random));
            var (setA, setB) = (Members(a), Members(b));
            Assert.Equal(setA.Union(setB).Order(), Members(a.Union(b)).Order());
            Assert.Equal(setA.Except(setB).Order(), Members(a.Except(b)).Order());
            Assert.Equal(setA.Intersect(setB).Order(), Members(a.Intersect(b)).Order());
            Assert.Equal(setA.Count, a.Count);
            for (var i = 1; i < a.Ranges.Count; i++) Assert.True(a.Ranges[i].First > a.Ranges[i - 1].Last + 1, "Ranges touch.");
            return true;
        }).Check(FixedSeed.Cases(500));

    private static RangeSet Draw(Random random) =>
        new(Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(Bound)).Select(first => new IndexRange(first, first + random.Next(-1, 8))));

    private static HashSet<long> Members(RangeSet set) => [.. set.Ranges.SelectMany(r => Enumerable.Range((int)r.First, (int)r.Count).Select(i => (long)i))];
}
