using Serverless.Client.Building;

namespace Serverless.Embedded.Tests;

/// <summary>Every kind of node against a plain loop, with and without an engine.</summary>
public sealed class NodeKindTests(RunningHost running) : IClassFixture<RunningHost>
{
    private readonly JobGraph _graph = new("kinds");

    private static IEnumerable<long> Plain(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    public async Task MapFilterReduce_GivesTheLoopsSum(long count)
    {
        var sum = _graph.Range(1, count + 2).Map(x => Numbers.Square(x)).Filter(x => Numbers.IsOdd(x)).Reduce((a, b) => Numbers.Add(a, b));

        await AssertAsync(Plain(count + 2).Skip(1).Select(x => x * x).Where(x => x % 2 != 0).Sum(), sum);
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 5)]
    [InlineData(700, 100)]
    [InlineData(10, 0)]
    public async Task Take_GivesTheFirst(long count, long wanted)
    {
        var taken = _graph.Range(count).Map(x => Numbers.Square(x)).Take(wanted);

        await AssertAsync(Plain(count).Take((int)wanted).Select(x => x * x), taken);
    }

    [Theory]
    [InlineData(700, 100)]
    [InlineData(10, 100)]
    public async Task TakeBehindFilter_GivesTheFirstThatAreLeft(long count, long wanted)
    {
        var taken = _graph.Range(count).Filter(x => Numbers.IsOdd(x)).Take(wanted);

        await AssertAsync(Plain(count).Where(x => x % 2 != 0).Take((int)wanted), taken);
        await AssertAsync(Plain(count).Where(x => x % 2 != 0).Take((int)wanted).Sum(x => x * x), taken.Map(x => Numbers.Square(x)).Reduce((a, b) => Numbers.Add(a, b)));
    }

    [Fact]
    public async Task TopK_EqualKeys_GivesTheFirstOfThem()
    {
        var best = _graph.Range(700).TopK(25, x => Numbers.Digit(x));

        await AssertAsync(Plain(700).OrderByDescending(x => x % 10).Take(25), best);
    }

    [Fact]
    public async Task TopK_AscendingByText_GivesTheLeast()
    {
        var least = _graph.Range(700).Filter(x => Numbers.IsOdd(x)).TopK(120, x => Numbers.Text(x), ascending: true);

        await AssertAsync(Plain(700).Where(x => x % 2 != 0).OrderBy(x => $"{x % 7}", StringComparer.Ordinal).Take(120), least);
    }

    [Fact]
    public async Task TopK_WithoutBy_ComparesElements() =>
        await AssertAsync([8, 7, 3], _graph.FromItems<long>(3, 7, 1, 8, 2).TopK(3));

    [Fact]
    public async Task FoldBy_WithStartValue_FoldsEachKeyInOrder()
    {
        var lists = _graph.Range(700).FoldBy(x => Numbers.Text(x), (list, x) => Numbers.Append(list, x), new List<long>(), (a, b) => Numbers.Concat(a, b));

        var computed = await running.Host.ComputeAsync(lists);

        Assert.Equal(Plain(7).Select(x => $"{x}"), computed.Select(k => k.Key));
        Assert.All(computed, k => Assert.Equal(Plain(700).Where(x => $"{x % 7}" == k.Key), k.Value));
        Assert.Equivalent(computed, running.Host.ComputeEager(lists));
    }

    [Fact]
    public async Task FoldBy_WithoutStartValue_StartsWithTheFirst()
    {
        var sums = _graph.Range(700).Filter(x => Numbers.IsOdd(x)).FoldBy(x => Numbers.Digit(x), (a, b) => Numbers.Add(a, b));

        await AssertAsync(Plain(700).Where(x => x % 2 != 0).GroupBy(x => x % 10).Select(g => new KeyedValue<long, long>(g.Key, g.Sum())), sums);
    }

    [Fact]
    public async Task FoldBy_Nothing_GivesNothing() =>
        await AssertAsync([], _graph.Range(100).Filter(x => Numbers.Never(x)).FoldBy(x => Numbers.Digit(x), (a, b) => Numbers.Add(a, b)));

    [Fact]
    public async Task FoldBy_ItsElementsGoOn_TheyArePlannedOnceTheyAreCounted()
    {
        var keys = _graph.Range(700).FoldBy(x => Numbers.Text(x), (a, b) => Numbers.Add(a, b));

        await AssertAsync(7L, keys.Count());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(700)]
    public async Task MapPartitions_GivesAnyNumberOfElements(long count)
    {
        var both = _graph.Range(count).MapPartitions(x => Numbers.Twice(x));

        await AssertAsync(Plain(count).SelectMany(x => new[] { x, -x }), both);
        await AssertAsync(Plain(count).SelectMany(x => new[] { x, -x }).Select(x => x * x).Where(x => x % 2 != 0).Sum(), both.Map(x => Numbers.Square(x)).Filter(x => Numbers.IsOdd(x)).Reduce((a, b) => Numbers.Add(a, b)));
        await AssertAsync(count * 2, both.Map(x => Numbers.Square(x)).Keep().Count());
    }

    [Fact]
    public async Task Zip_GivesPairs()
    {
        var sums = _graph.Range(50).Zip(_graph.Range(100, 150), (a, b) => Numbers.Add(a, b));

        await AssertAsync(Plain(50).Select(x => x + x + 100), sums);
    }

    [Fact]
    public async Task Call_GivesAList_ItIsAnArgument()
    {
        var list = _graph.Call(() => Numbers.Upto(20));

        Assert.Equal(Plain(20), await running.Host.ComputeAsync(list));
        Assert.Equal(Plain(20), running.Host.ComputeEager(list));
    }

    private async Task AssertAsync<T>(IEnumerable<T> expected, Collection<T> collection)
    {
        Assert.Equal(expected, await running.Host.ComputeAsync(collection));
        Assert.Equal(expected, running.Host.ComputeEager(collection));
    }

    private async Task AssertAsync<T>(T expected, Delayed<T> value)
    {
        Assert.Equal(expected, await running.Host.ComputeAsync(value));
        Assert.Equal(expected, running.Host.ComputeEager(value));
    }
}
