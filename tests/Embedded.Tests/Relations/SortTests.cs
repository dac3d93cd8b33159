using FsCheck;
using FsCheck.Fluent;
using Serverless.Client.Building;
using Serverless.Graph.Kinds;
using Serverless.Tables;
using Serverless.Testing.Properties;

namespace Serverless.Embedded.Tests.Relations;

/// <summary><c>sort</c> against one bare query that ends in the number of the row, over random tables, for any number of ranges and any cut.</summary>
public sealed class SortTests(RelationHosts hosts) : IClassFixture<RelationHosts>
{
    [Fact]
    public void Sort_AnyTables_GivesAllRowsInTheOrderOfOneQuery() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (type, _, values) = RandomTables.Keys[random.Next(RandomTables.Keys.Length)];
            var files = hosts.Tables.FilesAsync(random, type, values, ", v % 4 AS w").GetAwaiter().GetResult();
            var (first, second) = (random.Next(2) == 0, random.Next(2) == 0);
            SortKey[] keys = random.Next(2) == 0 ? [new("k", first)] : [new("k", first), new("w", second)];
            var sorted = RandomTables.Tables(new JobGraph("sort"), random, files).Sort(keys, random.Next(4) == 0 ? null : random.Next(1, 12));

            // Numbers grow from row to row over all files.
            var order = string.Join(", ", keys.Select(key => $"{key.Column} {(key.Descending ? "DESC" : "ASC")} NULLS LAST"));
            var bare = hosts.Tables.InOrderAsync($"SELECT * FROM input ORDER BY {order}, v", ("input", files)).GetAwaiter().GetResult();
            var partitions = hosts.Host.ComputeAsync(sorted.As<Table>().Map(table => RowTexts.Of(table, default))).GetAwaiter().GetResult();
            Assert.Equal((seed, order, bare), (seed, order, string.Join('\n', partitions.SelectMany(partition => partition.Skip(1)))));
            return true;
        }).Check(FixedSeed.Cases(8));

    [Fact]
    public async Task Sort_ManyRows_SpreadsThemEvenlyOverRanges()
    {
        var files = await hosts.Tables.NumbersAsync(5, 20_000);
        var counts = new JobGraph("even").ReadFiles(files).Sort([new("n", Descending: true)], 8).Sql("SELECT count(*) AS rows, min(n) AS least, max(n) AS most FROM input").As<Table>()
            .Map(table => RowTexts.Counts(table, default));

        var ranges = await hosts.Host.ComputeAsync(counts);

        Assert.Equal(100_000, ranges.Sum(range => range.Rows));
        Assert.All(ranges, range => Assert.InRange(range.Rows, 8_000, 17_000));
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Least > pair.Second.Most));
    }
}
