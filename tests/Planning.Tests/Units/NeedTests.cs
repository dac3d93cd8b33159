using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Planning.Units;
using Serverless.Testing.Properties;

namespace Serverless.Planning.Tests.Units;

/// <summary>What units and blocks need: as much to write down as there are units, whatever needs whatever.</summary>
public sealed class NeedTests
{
    private const int Many = 40_000;

    [Theory]
    [InlineData(""" "n": { "range": { "count": 40000 } }, "a": { "map": "functions.square", "over": "n" }, "b": { "map": "functions.square", "over": "n", "after": ["a"] } """, "\"a\", \"b\"")]
    [InlineData(""" "n": { "range": { "count": 40000 } }, "a": { "map": "functions.square", "over": "n" }, "b": { "map": "functions.first", "over": "n", "args": [{ "$ref": "a" }] } """, "\"a\", \"b\"")]
    public void Cut_UnitsThatAllNeedAll_HaveOneRangeEach(string nodes, string outputs)
    {
        var (units, blocks) = Cut(nodes, outputs);

        Assert.Equal(2 * Many, units.Length);
        Assert.DoesNotContain(units.Take(Many), u => !u.Needs.IsEmpty);
        Assert.DoesNotContain(units.Skip(Many), u => u.Needs is not [(0, Many - 1)]);
        Assert.Equal(2 * Many / UnitPartitioner.MaxBlockUnits, blocks.Length);
        Assert.All(blocks.Skip(blocks.Length / 2), b => Assert.Equal(new OrdinalRange(0, (blocks.Length / 2) - 1), Assert.Single(b.Needs)));
        Assert.InRange(JsonSerializer.Serialize(units).Length, 1, 150 * units.Length);
    }

    /// <summary>Partial results of a tree, filters in a row, a join of two: ranges of neighbours, a few for each unit.</summary>
    [Fact]
    public void Cut_ManyUnitsOfATree_HaveAFewRangesEach()
    {
        var (units, blocks) = Cut(
            """ "n": { "range": { "count": 40000 } }, "a": { "map": "functions.square", "over": "n" }, "k": { "map": "functions.square", "over": "a", "keep": true }, "sum": { "reduce": "functions.add", "over": "k", "splitEvery": 3 } """,
            "\"a\", \"sum\"");

        Assert.True(units.Length > 2 * Many);
        Assert.DoesNotContain(units, u => u.Needs.Length > 1);
        Assert.All(blocks, b => Assert.InRange(b.Needs.Length, 0, 4));
    }

    /// <summary>A hundred thousand calls, each with a policy, so that each is a unit, and all of them gathered: one range, and a plan in linear time.</summary>
    [Fact]
    public void Cut_CallThatGathersAHundredThousandUnits_NeedsOneRange()
    {
        var nodes = new StringBuilder();
        for (var i = 0; i < 100_000; i++) nodes.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"c{i}\": {{ \"call\": \"functions.square\", \"args\": [{i}], \"policy\": {{ \"retries\": 1 }} }}, ");
        nodes.Append("\"all\": { \"call\": \"functions.total\", \"policy\": { \"retries\": 1 }, \"args\": [[").AppendJoin(',', Enumerable.Range(0, 100_000).Select(i => $"{{ \"$ref\": \"c{i}\" }}")).Append("]] }");

        var (units, blocks) = Cut(nodes.ToString(), "\"all\"");

        Assert.Equal(new OrdinalRange(0, 99_999), Assert.Single(units[^1].Needs));
        Assert.DoesNotContain(units.SkipLast(1), u => !u.Needs.IsEmpty);
        Assert.Equal(new OrdinalRange(0, blocks.Length - 2), Assert.Single(blocks[^1].Needs));
    }

    /// <summary>Where units need hundreds of others one by one, blocks get smaller, and what a block needs is told in few ranges that hold all of it.</summary>
    [Fact]
    public void Blocks_AnyNeeds_FitIntoALayoutAndHoldEveryNeed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var dense = random.Next(1, 60);
            var units = Enumerable.Range(0, random.Next(1, 1500)).Select(u => new PlanUnit(0, new IndexRange(u, u), Needs(random, u, dense))).ToImmutableArray();
            var blocks = BlockPartitioner.Cut(units, _ => (4, 8));
            var blockOf = new int[units.Length];
            for (var (b, unit) = (0, 0); b < blocks.Length; b++)
            {
                Assert.Equal(unit, blocks[b].FirstUnit);
                Assert.InRange(blocks[b].Count, 1, UnitPartitioner.MaxBlockUnits);
                Assert.InRange(blocks[b].Needs.Length, 0, 64);
                Assert.All(blocks[b].Needs, n => Assert.True(n.Last < b));
                for (; unit < blocks[b].FirstUnit + blocks[b].Count; unit++) blockOf[unit] = b;
            }
            for (var u = 0; u < units.Length; u++)
            {
                var own = blocks[blockOf[u]];
                foreach (var need in units[u].Needs.SelectMany(n => Enumerable.Range(n.First, n.Count)).Where(n => n < own.FirstUnit))
                    Assert.Contains(own.Needs, n => n.First <= blockOf[need] && blockOf[need] <= n.Last);
            }
            Assert.All(blocks.Where(b => b.Count > 1), b => Assert.InRange(Layout(units, b).Length, 1, 10_000));
            return true;
        }).Check(FixedSeed.Cases(60));

    [Fact]
    public void OrdinalRange_AsJson_IsANumberOrAPairAndReadsWhatWasWrittenBefore()
    {
        OrdinalRange[] ranges = [3, new(5, 9)];
        Assert.Equal("[3,[5,9]]", JsonSerializer.Serialize(ranges));
        Assert.Equal(ranges, JsonSerializer.Deserialize<OrdinalRange[]>("[3,[5,9]]")!);
        Assert.Equal([3, 4, 7], JsonSerializer.Deserialize<OrdinalRange[]>("[3,4,7]")!);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OrdinalRange[]>("[\"3\"]"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OrdinalRange[]>("[[3]]"));
    }

    private static string Layout(ImmutableArray<PlanUnit> units, PlanBlock block) => JsonSerializer.Serialize(
        units.Skip(block.FirstUnit).Take(block.Count).Select(u => u.Needs.Where(n => n.Last >= block.FirstUnit).Select(n => new OrdinalRange(Math.Max(n.First, block.FirstUnit) - block.FirstUnit, n.Last - block.FirstUnit))));

    private static ImmutableArray<OrdinalRange> Needs(Random random, int unit, int dense)
    {
        var needs = Enumerable.Range(0, unit).Where(_ => random.Next(dense) == 0).Select(OrdinalRange.FromInt32).ToList();
        OrdinalRange.Merge(needs);
        return [.. needs];
    }

    private static (ImmutableArray<PlanUnit> Units, ImmutableArray<PlanBlock> Blocks) Cut(string nodes, string outputs)
    {
        var pipelineGraph = Documents.Pipelines(Documents.Parse(nodes, outputs), Documents.Snapshot());
        var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
        while (cull.Current is not null) cull.Recorded([]);
        return UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, new UnitSizing { Slots = 64, MaxTasks = 1 });
    }
}
