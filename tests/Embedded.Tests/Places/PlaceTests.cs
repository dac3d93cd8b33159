using System.Text.RegularExpressions;
using Serverless.Client.Building;

namespace Serverless.Embedded.Tests.Places;

/// <summary>What functions see of their place is that of their node, whatever runs in the same task: the same numbers as when every node is kept.</summary>
public sealed class PlaceTests
{
    [Fact]
    public Task Place_OfChainsOfMaps_IsTheNodes() =>
        AssertAsync((graph, keep) => keep(graph.Range(40).Map(x => Seen.First(x, null!))).Map(x => Seen.Next(x, null!)));

    [Fact]
    public Task Place_BehindFilters_IsTheNodes() =>
        AssertAsync((graph, keep) => keep(keep(graph.Range(40).Map(x => Seen.First(x, null!))).Filter(x => Seen.IsChosen(x, null!))).Map(x => Seen.Next(x, null!)));

    [Fact]
    public Task Place_InFrontOfATake_CountsAllElements() =>
        AssertAsync((graph, keep) => keep(keep(graph.Range(40).Map(x => Seen.First(x, null!))).Take(10)).Map(x => Seen.Next(x, null!)));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(300)]
    public Task Place_InTasksOfAReduce_IsTheElements(int count) =>
        AssertAsync((graph, keep) => keep(keep(graph.Range(count).Map(x => Seen.First(x, null!))).Map(x => Seen.Next(x, null!))).Reduce((a, b) => Seen.Join(a, b, null!)));

    [Fact]
    public Task Place_InTasksOfAFoldBy_IsTheElements() =>
        AssertAsync((graph, keep) => keep(graph.Range(600).Map(x => Seen.First(x, null!))).FoldBy(x => Seen.KeyOf(x, null!), (a, b) => Seen.Join(a, b, null!)));

    [Fact]
    public Task Place_OfPartitions_IsThePartitions() =>
        AssertAsync((graph, keep) => keep(keep(graph.Range(600).Map(x => Seen.First(x, null!))).MapPartitions(x => Seen.Parts(x, null!))).Reduce((a, b) => Seen.Concat(a, b)));

    [Fact]
    public Task Place_OfElementsOfPartitions_IsThatInTheirList() =>
        AssertAsync((graph, keep) => keep(keep(graph.Range(600).Map(x => Seen.First(x, null!)).MapPartitions(x => Seen.Parts(x, null!))).Map(x => Seen.Next(x, null!))).Reduce((a, b) => Seen.Concat(a, b)));

    [Fact]
    public Task Place_OfAReduceOfPartitions_IsThatOfItsList() =>
        AssertAsync((graph, keep) => keep(graph.Range(600).Map(x => Seen.First(x, null!)).MapPartitions(x => Seen.Parts(x, null!))).Reduce((a, b) => Seen.Join(a, b, null!)));

    [Fact]
    public async Task Place_OfCallsThatAreCarriedTogether_IsThatOfOne()
    {
        Delayed<string>[] Chain(int calls)
        {
            var graph = new JobGraph("places");
            var chain = new List<Delayed<string>> { graph.Call(() => Seen.Alone(0, "", null!)) };
            for (var i = 1; i < calls; i++)
            {
                var (before, self) = (chain[^1], (long)i);
                chain.Add(graph.Call(() => Seen.Alone(self, before, null!)));
            }
            return [.. chain];
        }

        var many = await ComputeAsync(here => here.ComputeAsync(Chain(30)[^1]));
        var few = await ComputeAsync(here => here.ComputeAsync(Chain(4)[^1]));

        Assert.StartsWith(few, many, StringComparison.Ordinal);
        var places = many.Split('[').Skip(1).Select(p => p.Split('/', ']')).ToList();
        Assert.All(places, p => Assert.Equal(("0", "1"), (p[0], p[1])));
        Assert.Equal(30, places.Select(p => p[2]).Distinct().Count());
    }

    private static Task AssertAsync(Func<JobGraph, Func<Collection<string>, Collection<string>>, Delayed<string>> make) =>
        AssertAsync(
            keep => make(new JobGraph("places"), keep),
            (here, value) => here.ComputeAsync(value),
            (here, value) => here.ComputeEager(value));

    private static Task AssertAsync<T>(Func<JobGraph, Func<Collection<string>, Collection<string>>, Collection<T>> make) =>
        AssertAsync(
            keep => make(new JobGraph("places"), keep),
            async (here, value) => string.Join('\n', await here.ComputeAsync(value)),
            (here, value) => string.Join('\n', here.ComputeEager(value)));

    // Each on a host of its own: nothing is found again.
    private static async Task AssertAsync<T>(Func<Func<Collection<string>, Collection<string>>, T> make, Func<LocalHost, T, Task<string>> compute, Func<LocalHost, T, string> eager)
    {
        var kept = await ComputeAsync(here => compute(here, make(static c => c.Keep())));

        Assert.Equal(kept, await ComputeAsync(here => compute(here, make(static c => c))));
        // Results of an eager run are the job's own, and so are its seeds.
        Assert.Equal(WithoutSeeds(kept), WithoutSeeds(await ComputeAsync(here => Task.FromResult(eager(here, make(static c => c))))));
    }

    private static string WithoutSeeds(string told) => Regex.Replace(told, "/[0-9a-f]+]", "]");

    private static async Task<string> ComputeAsync(Func<LocalHost, Task<string>> compute)
    {
        await using var here = await LocalHost.StartAsync(new LocalHostOptions { Slots = 2 });
        return await compute(here);
    }
}
