using FsCheck;
using FsCheck.Fluent;
using Serverless.Client.Building;
using Serverless.Graph.Kinds;
using Serverless.Testing.Properties;

namespace Serverless.Embedded.Tests.Relations;

/// <summary><c>join</c> against one bare query, over random tables, for any layout and any cut.</summary>
public sealed class JoinTests(RelationHosts hosts) : IClassFixture<RelationHosts>
{
    [Fact]
    public void Join_AnyTables_GivesTheRowsOfOneQuery() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (leftType, rightType, values) = RandomTables.Keys[random.Next(RandomTables.Keys.Length)];
            var left = hosts.Tables.FilesAsync(random, leftType, values, ", v % 3 AS w").GetAwaiter().GetResult();
            var right = hosts.Tables.FilesAsync(random, rightType, values, ", v * 2 AS x").GetAwaiter().GetResult();
            var how = Enum.GetValues<JoinHow>()[random.Next(6)];
            var ways = Enum.GetValues<JoinWay>().Where(way => way != JoinWay.Broadcast || how != JoinHow.Full).ToList();
            var way = ways[random.Next(ways.Count)];
            var graph = new JobGraph("join");
            var joined = RandomTables.Tables(graph, random, left).Join(RandomTables.Tables(graph, random, right), ["k"], how, way: way, buckets: way == JoinWay.Shuffle ? random.Next(1, 9) : null);

            var bare = hosts.Tables.BareAsync(BareOf(how), ("l", left), ("r", right)).GetAwaiter().GetResult();
            Assert.Equal((seed, how, way, leftType, bare), (seed, how, way, leftType, hosts.Run(random, joined)));
            // What comes behind it is fused with it.
            var counted = joined.GroupBy([], new GroupAggregate("n", GroupFunction.Count), new GroupAggregate("first", GroupFunction.Min, "v"));
            Assert.Equal(
                hosts.Tables.BareAsync($"SELECT count(*) AS n, min(v) AS first FROM ({BareOf(how)})", ("l", left), ("r", right)).GetAwaiter().GetResult(),
                hosts.Run(random, counted));
            return true;
        }).Check(FixedSeed.Cases(12));

    [Fact]
    public async Task Join_TwoKeysOfOtherNames_ComparesBothAndKeepsTheLeftNames()
    {
        var random = new Random(7);
        var left = await hosts.Tables.FilesAsync(random, "INTEGER", ["1", "2", "3"], ", v % 2 AS parity");
        var right = await hosts.Tables.FilesAsync(random, "BIGINT", ["1", "2", "3"], ", CAST(v % 2 AS TINYINT) AS p, v AS parity");
        var graph = new JobGraph("names");
        var joined = graph.ReadFiles(left).Join(graph.ReadFiles(right), ["k", new("parity", "p")], JoinHow.Full, "_other");

        Assert.Equal(
            await hosts.Tables.BareAsync(
                "SELECT coalesce(l.k, r.k) AS k, l.v, coalesce(l.parity, r.p) AS parity, r.v AS v_other, r.parity AS parity_other FROM l FULL JOIN r ON l.k = r.k AND l.parity = r.p",
                ("l", left),
                ("r", right)),
            hosts.Run(random, joined));
    }

    [Fact]
    public async Task Join_ColumnsThatDoNotFit_FailsWithAllOfThemAtOnce()
    {
        var random = new Random(3);
        var left = await hosts.Tables.FilesAsync(random, "INTEGER", ["1"], ", 'x' AS name, 1.5::DOUBLE AS size");
        var right = await hosts.Tables.FilesAsync(random, "VARCHAR", ["'1'"], ", 5 AS size");
        var graph = new JobGraph("bad");
        var joined = graph.ReadFiles([left[0]]).Named("left").Join(graph.ReadFiles([right[0]]).Named("right"), ["k", "nam", "size"]);

        var error = await Assert.ThrowsAsync<JobFailedException>(() => hosts.Host.ComputeAsync([joined]));

        Assert.Contains(
            """
            'k' of 'left' is INTEGER and 'k' of 'right' is VARCHAR, which never compare. Cast one of them in a map by sql.
            'left' has no column 'nam' to join by. It has: k, v, name, size.
            'right' has no column 'nam' to join by. It has: k, v, size.
            'size' of 'left' is DOUBLE and 'size' of 'right' is INTEGER, which never compare. Several whole numbers are one to a floating one: cast one of them in a map by sql, to what is meant.
            """.ReplaceLineEndings(), error.Message, StringComparison.Ordinal);
    }

    private static string BareOf(JoinHow how) => how switch
    {
        JoinHow.Semi => "SELECT l.* FROM l SEMI JOIN r ON l.k = r.k",
        JoinHow.Anti => "SELECT l.* FROM l ANTI JOIN r ON l.k = r.k",
        JoinHow.Right => "SELECT coalesce(r.k, l.k) AS k, l.v, l.w, r.v AS v_right, r.x FROM l RIGHT JOIN r ON l.k = r.k",
        JoinHow.Full => "SELECT coalesce(l.k, r.k) AS k, l.v, l.w, r.v AS v_right, r.x FROM l FULL JOIN r ON l.k = r.k",
        _ => $"SELECT CASE WHEN false THEN r.k ELSE l.k END AS k, l.v, l.w, r.v AS v_right, r.x FROM l {how} JOIN r ON l.k = r.k",
    };
}
