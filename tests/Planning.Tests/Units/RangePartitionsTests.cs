using FsCheck;
using FsCheck.Fluent;
using Serverless.Planning.Units;
using Serverless.Testing.Properties;

namespace Serverless.Planning.Tests.Units;

/// <summary>Partitions cover what is missing, none is too large, and the last ones do not run alone.</summary>
public sealed class RangePartitionsTests
{
    [Fact]
    public void Of_AnyRanges_PiecesCoverThemAndAreAMultipleOfTheSlots() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var ranges = Ranges(random);
            var tasks = ranges.Sum(r => r.Count);
            var slots = random.Next(1, 65);
            var size = random.NextInt64(1, (tasks / random.Next(1, 200)) + 2);

            var counts = RangePartitions.Of(ranges, size, slots);

            var pieces = ranges.SelectMany((range, r) => Enumerable.Range(0, (int)counts[r]).Select(k => RangePartitions.Cut(range, k, counts[r]))).ToList();
            Assert.All(pieces, p => Assert.InRange(p.Count, 1, size));
            Assert.Equal(ranges, new RangeSet(pieces).Ranges);
            Assert.Equal(tasks, pieces.Sum(p => p.Count));
            Assert.True(pieces.Count % slots == 0 || pieces.Count == tasks, $"{pieces.Count} pieces of {tasks} tasks on {slots} slots");
            Assert.InRange(pieces.Count, 0, ranges.Sum(r => (r.Count + size - 1) / size) + slots - 1);
            return true;
        }).Check(FixedSeed.Cases(500));

    [Fact]
    public void Cut_AnyPiece_DiffersByOneTaskAtMost()
    {
        var range = new IndexRange(5, 5 + (long.MaxValue / 4));
        var pieces = Enumerable.Range(0, 7).Select(k => RangePartitions.Cut(range, k, 7)).ToList();

        Assert.Equal((range.First, range.Last), (pieces[0].First, pieces[^1].Last));
        Assert.InRange(pieces.Max(p => p.Count) - pieces.Min(p => p.Count), 0, 1);
    }

    private static List<IndexRange> Ranges(Random random)
    {
        var ranges = new List<IndexRange>();
        var next = 0L;
        for (var r = random.Next(0, 6); r > 0; r--)
        {
            var first = next + random.Next(1, 50);
            var last = first + (long)Math.Pow(10, random.NextDouble() * 5);
            ranges.Add(new IndexRange(first, last));
            next = last + 1;
        }
        return ranges;
    }
}
