using FsCheck;
using FsCheck.Fluent;
using Serverless.Client.Building;
using Serverless.Tables;
using Serverless.Testing.Properties;

namespace Serverless.Embedded.Tests.Relations;

/// <summary><c>shuffle</c>: all rows once, those of a key in one partition, in their order.</summary>
public sealed class ShuffleTests(RelationHosts hosts) : IClassFixture<RelationHosts>
{
    [Fact]
    public void Shuffle_AnyTables_KeepsEachRowOnceWithItsKeyAndInOrder() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (type, _, values) = RandomTables.Keys[random.Next(RandomTables.Keys.Length)];
            var files = hosts.Tables.FilesAsync(random, type, values, "").GetAwaiter().GetResult();
            var partitions = random.Next(1, 12);
            var shuffled = RandomTables.Tables(new JobGraph("shuffle"), random, files).Shuffle(["k"], partitions);

            Assert.Equal((seed, hosts.Tables.BareAsync("FROM input", ("input", files)).GetAwaiter().GetResult()), (seed, hosts.Run(random, shuffled)));

            // Of each partition its keys, and whether numbers, which grow from row to row over all files, stand in their order.
            var looked = hosts.Host.ComputeAsync(shuffled.Sql("SELECT DISTINCT k FROM input").As<Table>().Map(table => RowTexts.Of(table, default))).GetAwaiter().GetResult();
            Assert.Equal(partitions, looked.Count);
            Assert.Empty(looked.SelectMany(keys => keys.Skip(1)).GroupBy(key => key).Where(key => key.Count() > 1).Select(key => key.Key));
            var ordered = shuffled.Sql("SELECT count(*) AS wrong FROM (SELECT v, lag(v) OVER () AS before FROM input) WHERE v < before").As<Table>().Map(table => RowTexts.Of(table, default));
            Assert.All(hosts.Host.ComputeAsync(ordered).GetAwaiter().GetResult(), texts => Assert.Equal("{'wrong': 0}", texts[1]));
            return true;
        }).Check(FixedSeed.Cases(6));

    [Theory]
    [InlineData("INTEGER", "DECIMAL(9,2)", true)]
    [InlineData("INTEGER", "DOUBLE", false)]
    public async Task Shuffle_PartitionsWhoseKeysHaveOtherTypes_GoTogetherOrFail(string one, string other, bool goTogether)
    {
        var random = new Random(5);
        string[] files = [(await hosts.Tables.RowsAsync(one, 20))[0], (await hosts.Tables.RowsAsync(other, 20))[0]];
        var shuffled = new JobGraph("types").ReadFiles(files).Shuffle(["k"], 3);

        if (goTogether) Assert.Equal(await hosts.Tables.BareAsync("FROM input", ("input", files)), hosts.Run(random, shuffled));
        else Assert.Contains("types in [0] and [1] that do not compare", (await Assert.ThrowsAsync<JobFailedException>(() => hosts.Host.ComputeAsync([shuffled]))).Message, StringComparison.Ordinal);
    }
}
