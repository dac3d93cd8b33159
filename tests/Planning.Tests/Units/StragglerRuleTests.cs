using FsCheck;
using FsCheck.Fluent;
using Serverless.Planning.Units;

namespace Serverless.Planning.Tests.Units;

public sealed class StragglerRuleTests
{
    private static readonly StragglerRule Rule = new() { LeastSeconds = 10 };

    [Theory]
    [InlineData(8, 5, null)]
    [InlineData(8, 6, 60.0)]
    [InlineData(4, 3, 60.0)]
    [InlineData(3, 2, null)]
    [InlineData(1, 0, null)]
    public void LimitOf_NothingLearned_IsThreeTimesWhatThreeQuartersOfTheSiblingsTook(int siblings, int ended, double? limit) =>
        Assert.Equal(limit, Rule.LimitOf([.. Enumerable.Repeat(20.0, ended)], siblings, expected: null));

    [Fact]
    public void LimitOf_OneOfManyWasSlowItself_DoesNotCount() =>
        Assert.Equal(60, Rule.LimitOf([1000, .. Enumerable.Repeat(20.0, 39)], 41, expected: null));

    [Fact]
    public void LimitOf_ShortUnits_IsTheLeast() => Assert.Equal(10, Rule.LimitOf([0.1, 0.1, 0.1], 4, expected: null));

    [Fact]
    public void LimitOf_LearnedMoreThanSiblingsTook_IsWhatWasLearned() => Assert.Equal(90, Rule.LimitOf([20, 20, 20], 4, expected: 30));

    [Fact]
    public void LimitOf_FewSiblings_IsWhatWasLearned()
    {
        Assert.Equal(90, Rule.LimitOf([], 1, expected: 30));
        Assert.Equal(90, Rule.LimitOf([1, 1], 3, expected: 30));
        Assert.Null(Rule.LimitOf([1, 1], 4, expected: 30));
    }

    // Whatever the others took: no one is one who took no longer than three times as long as all of them.
    [Fact]
    public void LimitOf_AnySiblings_IsNeverUnderTheLeastNorUnderThreeTimesTheMedian() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var took = Enumerable.Range(0, random.Next(3, 200)).Select(_ => Math.Pow(10, (random.NextDouble() * 6) - 3)).ToList();
            var siblings = took.Count + random.Next(0, took.Count);
            var limit = Rule.LimitOf(took, siblings, expected: null);
            Assert.Equal(took.Count * 4 >= siblings * 3, limit is not null);
            if (limit is null) return true;
            Assert.InRange(limit.Value, Math.Max(10, 3 * took.Order().ElementAt(took.Count / 2) * 0.999), Math.Max(10, 3 * took.Max()));
            return true;
        }).QuickCheckThrowOnFailure();
}
