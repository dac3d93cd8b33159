using FsCheck;
using FsCheck.Fluent;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;
using Serverless.Testing.Properties;

namespace Serverless.Planning.Tests;

public sealed class CutTests
{
    private static readonly PipelineGraph Sum = Documents.Pipelines(
        Documents.Parse(""" "n": { "range": { "count": 5000 } }, "a": { "map": "functions.square", "over": "n" }, "sum": { "reduce": "functions.add", "over": "a" } """, "\"sum\""),
        Documents.Snapshot());

    [Fact]
    public void Cull_EverythingRecorded_NothingRuns()
    {
        var cull = new Cull(Sum.Pipelines, Sum.Targets);

        Assert.Equal("sum", cull.Current!.Node);
        cull.Recorded([new IndexRange(0, 0)]);

        Assert.Null(cull.Current);
        Assert.Empty(UnitPartitioner.Cut(Sum.Pipelines, cull, new UnitSizing { Slots = 2 }).Units);
    }

    [Fact]
    public void Cull_OneGroupMissing_OnlyItsElementsAreWanted()
    {
        var cull = new Cull(Sum.Pipelines, Sum.Targets);
        cull.Recorded([]);
        cull.Recorded([new IndexRange(0, 0)]);
        Assert.Equal("sum (level 2)", cull.Current!.Title);
        cull.Recorded([new IndexRange(0, 17)]);
        cull.Recorded([]);

        Assert.Null(cull.Current);
        Assert.Equal(["288-312", "18-19", "1", "0"], Enumerable.Range(0, 4).Select(p => cull.MissingOf(p).ToString()));
        Assert.Equal(2, cull.FoundRanges);
    }

    [Fact]
    public void Cull_RandomRecords_IsWhatOneIndexAfterTheOtherSays() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var cull = new Cull(Sum.Pipelines, Sum.Targets);
            var wanted = Sum.Pipelines.Select(_ => new HashSet<long>()).ToList();
            foreach (var target in Sum.Targets) wanted[target].UnionWith(Indices([new IndexRange(0, Sum.Pipelines[target].Count - 1)]));
            var (foundRanges, foundElements) = (0, 0L);
            for (var p = Sum.Pipelines.Length - 1; p >= 0; p--)
            {
                if (wanted[p].Count == 0) continue;
                var pipeline = Sum.Pipelines[p];
                Assert.Equal(p, cull.Current!.Ordinal);
                // A record ends with its unit, so ranges of one token are equal or apart: each is some job's.
                var cut = Enumerable.Range(0, random.Next(8)).Select(_ => random.NextInt64(pipeline.Count + 1)).Append(0).Append(pipeline.Count).Distinct().Order().ToList();
                var ranges = cut.Zip(cut.Skip(1), (first, end) => new IndexRange(first, end - 1)).Where(_ => random.Next(2) == 0).OrderBy(_ => random.Next()).ToList();
                var own = ranges.Where(_ => random.Next(3) == 0).ToList();
                cull.Recorded(ranges, own);
                var missing = wanted[p].Except(Indices(ranges)).Order().ToList();
                Assert.Equal(missing, Indices(cull.MissingOf(p).Ranges));
                foundRanges += ranges.Except(own).Count(r => Indices([r]).Any(wanted[p].Contains));
                foundElements += Indices(ranges.Except(own)).Where(wanted[p].Contains).Sum(i => pipeline.ElementsIn(new IndexRange(i, i)));
                foreach (var source in pipeline.Sources.Where(s => s.Pipeline is not null))
                {
                    foreach (var index in missing) wanted[source.Pipeline!.Value].UnionWith(Indices([source.PartsOf(new IndexRange(index, index))]));
                }
            }
            Assert.Null(cull.Current);
            Assert.Equal((foundRanges, foundElements), (cull.FoundRanges, cull.FoundElements));
            return true;
        }).Check(FixedSeed.Cases(200));

    private static IEnumerable<long> Indices(IEnumerable<IndexRange> ranges) => ranges.SelectMany(r => Enumerable.Range(0, (int)r.Count).Select(i => r.First + i));

    [Fact]
    public void Cut_RandomRecords_EveryMissingTaskIsInOneUnitAfterWhatItNeeds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var cull = new Cull(Sum.Pipelines, Sum.Targets);
            while (cull.Current is { } pipeline)
            {
                cull.Recorded([.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(pipeline.Count)).Select(f => new IndexRange(f, Math.Min(pipeline.Count - 1, f + random.Next(50))))]);
            }
            var (units, blocks) = UnitPartitioner.Cut(Sum.Pipelines, cull, new UnitSizing { Slots = random.Next(1, 9), MaxTasks = random.Next(1, 60) });
            Check(cull, units);
            Assert.Equal(units.Length, blocks.Sum(b => b.Count));
            Assert.All(blocks, b => Assert.InRange(b.Count, 1, UnitPartitioner.MaxBlockUnits));
            return true;
        }).Check(FixedSeed.Cases(200));

    private static void Check(Cull cull, IReadOnlyList<PlanUnit> units)
    {
        for (var p = 0; p < Sum.Pipelines.Length; p++)
        {
            Assert.Equal(cull.MissingOf(p).ToString(), new RangeSet(units.Where(u => u.Pipeline == p).Select(u => u.Tasks)).ToString());
            Assert.Equal(cull.MissingOf(p).Count, units.Where(u => u.Pipeline == p).Sum(u => u.Tasks.Count));
        }
        for (var u = 0; u < units.Count; u++)
        {
            Assert.All(units[u].Needs, need => Assert.True(need.Last < u));
            Assert.All(units[u].Needs.Zip(units[u].Needs.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First));
            foreach (var source in Sum.Pipelines[units[u].Pipeline].Sources.Where(s => s.Pipeline is not null))
            {
                var needed = new RangeSet([source.ElementsOf(units[u].Tasks)]).Intersect(cull.MissingOf(source.Pipeline!.Value));
                var given = new RangeSet(units[u].Needs.SelectMany(n => Enumerable.Range(n.First, n.Count)).Where(n => units[n].Pipeline == source.Pipeline).Select(n => units[n].Tasks));
                Assert.True(needed.Except(given).IsEmpty, $"Unit {u} lacks {needed.Except(given)}.");
            }
        }
    }
}
