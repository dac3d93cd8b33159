using FsCheck;
using FsCheck.Fluent;
using Serverless.Client.Building;
using Serverless.Graph.Kinds;
using Serverless.Testing.Properties;

namespace Serverless.Embedded.Tests.Relations;

/// <summary><c>groupBy</c> and <c>distinct</c> over tables against one bare query, over random tables, for any cut.</summary>
public sealed class GroupByTests(RelationHosts hosts) : IClassFixture<RelationHosts>
{
    // Numbers whose sums are exact in any order.
    private const string Others = ", CAST(CASE WHEN v % 5 = 0 THEN NULL ELSE (v % 7) / 4.0 END AS DOUBLE) AS d, CAST(v / 8 AS DECIMAL(9,3)) AS e, CAST(CASE WHEN v % 3 = 0 THEN NULL ELSE 'n' || v % 4 END AS VARCHAR) AS s";

    private static readonly (GroupAggregate Aggregate, string Sql)[] Merged =
    [
        (new("n", GroupFunction.Count), "count(*)"),
        (new("ns", GroupFunction.Count, "s"), "count(s)"),
        (new("total", GroupFunction.Sum, "v"), "sum(v)"),
        (new("exact", GroupFunction.Sum, "e"), "sum(e)"),
        (new("floating", GroupFunction.Sum, "d"), "sum(d)"),
        (new("least", GroupFunction.Min, "s"), "min(s)"),
        (new("greatest", GroupFunction.Max, "d"), "max(d)"),
        (new("mean", GroupFunction.Mean, "d"), "sum(d) / nullif(count(d), 0)"),
        (new("first one", GroupFunction.First, "s"), "arg_min(struct_pack(v := s), row).v"),
        (new("k0", GroupFunction.Last, "s"), "arg_max(struct_pack(v := s), row).v"),
    ];

    private static readonly (GroupAggregate Aggregate, string Sql)[] Whole =
    [
        (new("different", GroupFunction.CountDistinct, "s"), "count(DISTINCT s)"),
        (new("about", GroupFunction.ApproxCountDistinct, "v"), "approx_count_distinct(v)"),
        (new("p90", GroupFunction.Quantile, "v", 0.9), "quantile_cont(v, 0.9)"),
        (new("middle", GroupFunction.Median, "v"), "quantile_cont(v, 0.5)"),
    ];

    [Fact]
    public void GroupBy_AnyTables_GivesTheRowsOfOneQuery() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (type, _, values) = RandomTables.Keys[random.Next(RandomTables.Keys.Length)];
            var files = hosts.Tables.FilesAsync(random, type, values, Others).GetAwaiter().GetResult();
            var keys = new[] { new[] { "k" }, [], ["s", "k"], ["K"] }[random.Next(4)];
            // A sum of rows that are not there is no number, and so is not what one of halves of it is.
            var all = random.Next(3) == 0 ? Merged.Concat(Whole).ToArray() : Merged;
            var chosen = all.Where(_ => random.Next(2) == 0).ToList();
            if (keys.Length + chosen.Count == 0) chosen.Add(Merged[0]);
            var input = RandomTables.Tables(new JobGraph("groups"), random, files);
            var grouped = keys.Length > 0 && random.Next(2) == 0 ? input.GroupByShuffled(keys, random.Next(1, 9), chosen.Select(c => c.Aggregate)) : input.GroupBy(keys, chosen.Select(c => c.Aggregate));

            var columns = string.Join(", ", keys.Select(key => $"{key} AS \"{key}\"").Concat(chosen.Select(c => $"{c.Sql} AS \"{c.Aggregate.Name}\"")));
            var bare = $"SELECT {columns} FROM (SELECT *, row_number() OVER () AS row FROM input){(keys.Length == 0 ? "" : $" GROUP BY {string.Join(", ", keys)}")}";
            Assert.Equal((seed, hosts.Tables.BareAsync(bare, ("input", files)).GetAwaiter().GetResult()), (seed, hosts.Run(random, grouped)));
            return true;
        }).Check(FixedSeed.Cases(12));

    [Fact]
    public void Distinct_AnyTables_GivesEachRowOnce() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var (type, _, values) = RandomTables.Keys[random.Next(RandomTables.Keys.Length)];
            var files = hosts.Tables.FilesAsync(random, type, values, "").GetAwaiter().GetResult();
            var different = RandomTables.Tables(new JobGraph("distinct"), random, files).Sql("SELECT k, v % 2 AS v FROM input").Distinct();

            var bare = hosts.Tables.BareAsync("SELECT DISTINCT k, v % 2 AS v FROM input", ("input", files)).GetAwaiter().GetResult();
            Assert.Equal((seed, bare), (seed, hosts.Run(random, different)));
            return true;
        }).Check(FixedSeed.Cases(12));

    [Fact]
    public async Task GroupBy_ColumnsThatDoNotFit_FailsWithAllOfThemAtOnce()
    {
        var files = await hosts.Tables.FilesAsync(new Random(1), "VARCHAR", ["'a'"], "");
        var grouped = new JobGraph("bad").ReadFiles([files[0]]).Named("sales")
            .GroupBy(["key"], new GroupAggregate("total", GroupFunction.Sum, "k"), new GroupAggregate("most", GroupFunction.Max, "w"));

        var error = await Assert.ThrowsAsync<JobFailedException>(() => hosts.Host.ComputeAsync([grouped]));

        Assert.Contains(
            """
            'sales' has no column 'key' to group by. It has: k, v.
            'total' cannot be made of 'k' of 'sales': it is VARCHAR, and no number.
            'sales' has no column 'w' for 'most'. It has: k, v.
            """.ReplaceLineEndings(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GroupBy_Records_TakesThemAsRows()
    {
        var grouped = new JobGraph("records").FromItems<object>(new { K = "a", N = 1 }, new { K = "b", N = 2 }, new { K = "a", N = 4 }).AsTables()
            .GroupBy(["K"], new GroupAggregate("total", GroupFunction.Sum, "N"));

        Assert.Equal("K VARCHAR, total DECIMAL(38,0)\n{'K': a, 'total': 5}\n{'K': b, 'total': 2}", hosts.Run(new Random(1), grouped));
    }
}
