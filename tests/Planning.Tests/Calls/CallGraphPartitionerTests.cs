using FsCheck;
using FsCheck.Fluent;
using Serverless.Planning.Calls;
using Serverless.Testing.Properties;

namespace Serverless.Planning.Tests.Calls;

public sealed class CallGraphPartitionerTests
{
    private static readonly PartitionCosts Free = new() { PartitionSeconds = 0, EdgeSeconds = 0 };

    [Theory]
    [InlineData("noComm")]
    [InlineData("stencil")]
    [InlineData("tree")]
    [InlineData("forkJoin")]
    [InlineData("butterfly")]
    [InlineData("random")]
    public void Cut_PiecesCostNothing_ReachesTheSpeedUpOfTheGraph(string shape)
    {
        foreach (var slots in new[] { 2, 4, 8, 16 })
        {
            // A third as many partitions as tasks: not by carrying every task alone.
            var graph = Shapes.Of(shape, 64, 64);
            var costs = Free with { Slots = slots, MaxPartitions = graph.Count / 3 };

            var seconds = ListSchedule.Seconds(graph, CallGraphPartitioner.Cut(graph, LiveOrder.Of(graph), costs), costs);
            var allowed = ListSchedule.Seconds(graph, _ => costs.TaskSeconds, slots);

            Assert.True(allowed >= 0.8 * seconds, $"{shape} on {slots} slots: {seconds:0.000} s where the graph allows {allowed:0.000} s");
        }
    }

    [Theory]
    [InlineData("stencil")]
    [InlineData("tree")]
    [InlineData("noComm")]
    public void Cut_AlongTheOrderOnly_WouldLoseTheParallelism(string shape)
    {
        // What the other ways are for: with one way alone the test above could not hold.
        var graph = Shapes.Of(shape, 64, 64);
        var order = LiveOrder.Of(graph);
        var costs = Free with { Slots = 8, MaxPartitions = graph.Count / 3 };
        var cut = CallGraphPartitioner.Cut(graph, order, costs);

        Assert.True(shape == "noComm" || cut.Way != "along the order", cut.Way);
    }

    [Fact]
    public void Cut_AnyGraph_IsAcyclicBetweenPiecesAndCoversEveryTaskOnce() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var graph = Shapes.Any(seed, 1 + random.Next(400));
            var order = LiveOrder.Of(graph);
            var costs = new PartitionCosts { Slots = 1 + random.Next(16), PartitionSeconds = random.Next(20) / 1000.0, TaskSeconds = 0.001, MaxPartitions = 2 + random.Next(200) };
            var cut = CallGraphPartitioner.Cut(graph, order, costs);
            for (var node = 0; node < graph.Count; node++)
            {
                foreach (var input in graph.Inputs(node)) Assert.True(cut.PartitionOf[input] <= cut.PartitionOf[node], $"{cut.Way}: partition {cut.PartitionOf[node]} needs a later one.");
            }
            Assert.InRange(cut.Count, 1, costs.MaxPartitions);
            Assert.Equal(Enumerable.Range(0, graph.Count), cut.Partitions(order).SelectMany(p => p).Order());
            return true;
        }).Check(FixedSeed.Cases(200));

    [Theory]
    // What the graph allows on 16 slots: 15.8, and 4 where it is 4 columns wide.
    [InlineData("stencil", 128, 128, 7)]
    [InlineData("binary", 128, 128, 12)]
    [InlineData("binary", 4, 5000, 3.3)]
    [InlineData("noComm", 4, 5000, 3.9)]
    public void Cut_PiecesCostWhatTheyDo_StillRunsAtOnce(string shape, int width, int height, double speedUp)
    {
        var graph = Shapes.Of(shape, width, height);
        var costs = new PartitionCosts();

        var cut = CallGraphPartitioner.Cut(graph, LiveOrder.Of(graph), costs);

        Assert.InRange(graph.Count * costs.TaskSeconds / ListSchedule.Seconds(graph, cut, costs), speedUp, costs.Slots);
    }

    [Theory]
    [InlineData("noComm", 4)]
    [InlineData("noComm", 16)]
    public void Cut_ChainsBesideEachOther_IsAPieceEach(string shape, int width)
    {
        var graph = Shapes.Of(shape, width, 700);

        Assert.Equal(width, CallGraphPartitioner.Cut(graph, LiveOrder.Of(graph), new PartitionCosts()).Count);
    }

    [Fact]
    public void Cut_LittleToGain_IsOnePiece()
    {
        // So narrow that no tile holds more than a few tasks: on paper, with 190 partitions, an eighth faster.
        var graph = Shapes.Of("stencil", 16, 1250);

        Assert.Equal(1, CallGraphPartitioner.Cut(graph, LiveOrder.Of(graph), new PartitionCosts()).Count);
    }

    [Fact]
    public void Cut_DearPieces_AreFew()
    {
        var graph = Shapes.Of("stencil", 64, 64);
        var order = LiveOrder.Of(graph);

        var dear = CallGraphPartitioner.Cut(graph, order, new PartitionCosts { PartitionSeconds = 10 });
        var cheap = CallGraphPartitioner.Cut(graph, order, new PartitionCosts { PartitionSeconds = 0.0001 });

        Assert.Equal(1, dear.Count);
        Assert.True(cheap.Count > 100);
    }
}
