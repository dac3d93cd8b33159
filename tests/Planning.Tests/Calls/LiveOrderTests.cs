using FsCheck;
using FsCheck.Fluent;
using Serverless.Planning.Calls;
using Serverless.Testing.Properties;

namespace Serverless.Planning.Tests.Calls;

public sealed class LiveOrderTests
{
    // Peaks of dask.order, version 2022.12.1 (Debian 12, python3-dask 2022.12.1+dfsg-2), counted by the rule of LiveOrder.Peak.
    [Theory]
    [InlineData("noComm", 8, 8, 2)]
    [InlineData("noComm", 16, 16, 2)]
    [InlineData("noComm", 32, 32, 2)]
    [InlineData("noComm", 64, 16, 2)]
    [InlineData("stencil", 8, 8, 15)]
    [InlineData("stencil", 16, 16, 31)]
    [InlineData("stencil", 32, 32, 63)]
    [InlineData("stencil", 64, 16, 32)]
    [InlineData("tree", 8, 8, 8)]
    [InlineData("tree", 16, 16, 10)]
    [InlineData("tree", 32, 32, 12)]
    [InlineData("tree", 64, 16, 12)]
    [InlineData("forkJoin", 8, 8, 9)]
    [InlineData("forkJoin", 16, 16, 17)]
    [InlineData("forkJoin", 32, 32, 33)]
    [InlineData("forkJoin", 64, 16, 65)]
    [InlineData("butterfly", 8, 8, 13)]
    [InlineData("butterfly", 16, 16, 24)]
    [InlineData("butterfly", 32, 32, 47)]
    [InlineData("butterfly", 64, 16, 92)]
    [InlineData("random", 8, 8, 14)]
    [InlineData("random", 16, 16, 23)]
    [InlineData("random", 32, 32, 56)]
    [InlineData("random", 64, 16, 100)]
    public void Of_KnownShape_KeepsNoMoreAliveThanDask(string shape, int width, int height, int dask)
    {
        var graph = Shapes.Of(shape, width, height);

        Assert.InRange(LiveOrder.Peak(graph, LiveOrder.Of(graph)), 1, dask);
    }

    /// <summary>The one who numbers calls otherwise (level by level, branch by branch, at random) has as many results alive.</summary>
    [Theory]
    [InlineData("stencil")]
    [InlineData("binary")]
    [InlineData("butterfly")]
    [InlineData("random")]
    [InlineData("forkJoin")]
    [InlineData("tree")]
    [InlineData("sharedInputs")]
    [InlineData("twoReductions")]
    [InlineData("manyReductions")]
    [InlineData("neighbours")]
    [InlineData("products")]
    [InlineData("any")]
    public void Peak_AnyNumbering_IsTheSame(string shape) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var graph = shape == "any" ? Shapes.Any(seed, 1 + Math.Abs(seed % 200)) : Shapes.Of(shape, 1 << random.Next(2, 5), random.Next(2, 12));
            var expected = LiveOrder.Peak(graph, LiveOrder.Of(graph));
            for (var i = 0; i < 4; i++)
            {
                var other = Shapes.Renumber(graph, random, keepsOrder: i % 2 == 0);
                Assert.Equal(expected, LiveOrder.Peak(other, LiveOrder.Of(other)));
            }
            return true;
        }).Check(FixedSeed.Cases(25));

    /// <summary>As good as the best of the orders by the numbers that people give, branch by branch: these break ties well by luck.</summary>
    [Theory]
    [InlineData("manyReductions", 64, 3, 21)]
    [InlineData("twoReductions", 64, 2, 71)]
    [InlineData("sharedInputs", 128, 4, 9)]
    [InlineData("binary", 16, 16, 5)]
    [InlineData("neighbours", 64, 1, 10)]
    [InlineData("products", 6, 1, 51)]
    public void Of_ReductionsThatShareInputs_KeepsFewAlive(string shape, int width, int height, int most)
    {
        var graph = Shapes.Of(shape, width, height);

        Assert.InRange(LiveOrder.Peak(graph, LiveOrder.Of(graph)), 1, most);
    }

    [Fact]
    public void Of_AnyGraph_EveryTaskOnceAfterItsInputs() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var graph = Shapes.Any(seed, 1 + Math.Abs(seed % 300));
            var at = new int[graph.Count];
            Array.Fill(at, -1);
            var order = LiveOrder.Of(graph);
            for (var i = 0; i < order.Length; i++) at[order[i]] = i;
            return order.Length == graph.Count && Enumerable.Range(0, graph.Count).All(n => at[n] >= 0 && graph.Inputs(n).ToArray().All(i => at[i] < at[n]));
        }).Check(FixedSeed.Cases(200));

    [Fact]
    public void Of_ChainOfAMillion_NeedsNoStack()
    {
        var graph = new CallGraph(1_000_000, node => node == 0 ? [] : [node - 1]);

        Assert.Equal(2, LiveOrder.Peak(graph, LiveOrder.Of(graph)));
    }

    [Fact]
    public void CallGraph_Cycle_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new CallGraph(3, node => [(node + 1) % 3]));
}
