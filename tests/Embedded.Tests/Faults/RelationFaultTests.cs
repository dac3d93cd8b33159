using Serverless.Client.Building;
using Serverless.Embedded.Tests.Relations;
using Serverless.Graph.Kinds;
using Serverless.Tables;

namespace Serverless.Embedded.Tests.Faults;

/// <summary>Tables whose rows are spread by keys, while units are lost and the machine loses power: the rows of one bare query, each once.</summary>
public sealed class RelationFaultTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Compute_RowsSpreadByKeys_UnderKills_GivesTheRowsOfOneQuery(int seed) => CheckAsync(seed);

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Compute_ManyTimesRowsSpreadByKeys_UnderKills_GivesTheRowsOfOneQuery()
    {
        for (var seed = 100; seed < 140; seed++) await CheckAsync(seed);
    }

    private static async Task CheckAsync(int seed)
    {
        var random = new Random(seed);
        await using var tables = new RandomTables();
        var (leftType, rightType, values) = RandomTables.Keys[random.Next(RandomTables.Keys.Length)];
        var left = await tables.FilesAsync(random, leftType, values, ", v % 3 AS w");
        var right = await tables.FilesAsync(random, rightType, values, ", v * 2 AS x");
        var graph = new JobGraph("relations");
        var joined = RandomTables.Tables(graph, random, left).Join(RandomTables.Tables(graph, random, right), ["k"], JoinHow.Full, way: JoinWay.Shuffle, buckets: random.Next(2, 9))
            .GroupByShuffled(["w"], random.Next(2, 5), new GroupAggregate("n", GroupFunction.Count), new GroupAggregate("total", GroupFunction.Sum, "v_right"));
        var texts = joined.As<Table>().Map(table => RowTexts.Of(table, default));
        var bare = await tables.BareAsync(
            "SELECT w, count(*) AS n, sum(v_right) AS total FROM (SELECT l.w, r.v AS v_right FROM l FULL JOIN r ON l.k = r.k) GROUP BY w", ("l", left), ("r", right));

        var host = new MortalHost(seed, 2, random.Next(1, 4), TimeSpan.FromSeconds(2), [random.Next(60, 300), random.Next(60, 300)]);
        var rows = await host.ComputeAsync([texts], job => job.GetAsync(texts));

        Assert.Equal(bare, RowTexts.Sorted(rows));
        Assert.Empty(host.Journal.RunAgain);
    }
}
