using System.Collections.Immutable;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Tests;

/// <summary>Which partitions may go together by position.</summary>
public sealed class PairingTests
{
    private const string Both = """ "a": { "read": { "dataset": "a" } }, "b": { "read": { "dataset": "b" } }, "z": { "map": "sql", "over": ["a", "b"], "args": { "query": "FROM a, b" } } """;

    [Fact]
    public void Map_OverPartitionsOfTheSameKeys_GoesByPosition()
    {
        Assert.Null(Refusal(Both, ("a", Keyed("m", "1", "2", "3")), ("b", Keyed("m", "1", "2", "3"))));
        // Single ones go with all.
        Assert.Null(Refusal(Both, ("a", Keyed("m", "1", "2", "3")), ("b", Keyed("bucket", "7"))));
    }

    [Fact]
    public void Map_OverTheSameFilesOrWhatIsMadeOfThem_GoesByPosition()
    {
        Assert.Null(Refusal(Both, ("a", Files("x", "y")), ("b", Files("x", "y"))));
        Assert.Null(Refusal(
            """
            "a": { "read": { "dataset": "a" } }, "p": { "map": "sql", "over": "a", "args": { "query": "FROM input" } }, "q": { "map": "sql", "over": ["p", "a"], "args": { "query": "FROM p" } },
            "z": { "map": "sql", "over": ["q", "p"], "args": { "query": "FROM q, p" } }
            """,
            ("a", Files("x", "y"))));
    }

    public static TheoryData<string, string[], string[]> Others => new()
    {
        { "m", ["1", "2", "3"], ["1", "2", "4"] },
        { "bucket", ["1", "2", "3"], ["1", "2", "3"] },
        // Two files of one key: rows of one may match rows of each of the other's.
        { "m", ["1", "1", "3"], ["1", "1", "3"] },
        { "m", ["1", "2", "3"], ["1", "2"] },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Map_OverOtherPartitions_IsRefusedWithBothNodes(string key, string[] first, string[] second)
    {
        foreach (var nodes in new[]
        {
            Both,
            Both.Replace("\"over\": [\"a\", \"b\"]", "\"over\": { \"x\": \"a\", \"y\": \"b\" }", StringComparison.Ordinal),
            Both.Replace("\"z\": { \"map\"", "\"c\": { \"map\": \"sql\", \"over\": \"b\", \"args\": { \"query\": \"FROM input\" } }, \"z\": { \"map\"", StringComparison.Ordinal).Replace("[\"a\", \"b\"]", "[\"a\", \"c\"]", StringComparison.Ordinal),
        })
        {
            var refusal = Refusal(nodes, ("a", Keyed("m", first)), ("b", Keyed(key, second)));

            Assert.NotNull(refusal);
            Assert.Contains("'a'", refusal, StringComparison.Ordinal);
            Assert.True(refusal.Contains("'b'", StringComparison.Ordinal) || refusal.Contains("'c'", StringComparison.Ordinal), refusal);
            // What does exist today.
            Assert.Contains("'call' by sql over both", refusal, StringComparison.Ordinal);
            Assert.Contains("'reduce' by sql", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Map_OverFilesWithoutKeysOrValuesBeside_IsRefused()
    {
        Assert.Contains("without partition keys", Refusal(Both, ("a", Files("x", "y")), ("b", Files("v", "w"))), StringComparison.Ordinal);
        Assert.Contains("(range)", Refusal(
            """ "a": { "read": { "dataset": "a" } }, "r": { "range": 2 }, "b": { "map": "functions.record", "over": "r" }, "z": { "map": "sql", "over": ["a", "b"], "args": { "query": "FROM a, b" } } """,
            ("a", Files("x", "y"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SeveralMisfits_AreListedWithTheirPlaces()
    {
        var document = Documents.Parse(
            Both + """ , "n": { "range": 5 }, "k": { "range": 6 }, "y": { "zip": {}, "over": ["n", "k"] } """, "\"z\", \"y\"");

        var problems = ShapeCheck.Of(document, Snapshot(("a", Files("x", "y")), ("b", Files("v", "w"))));

        Assert.Equal(["shape|$.nodes.y.over", "shape|$.nodes.z.over"], problems.Select(p => $"{p.Rule}|{p.Path}").Order(StringComparer.Ordinal));
    }

    // Null: it is planned.
    private static string? Refusal(string nodes, params (string Node, PartitionSnapshot[] Partitions)[] reads)
    {
        try
        {
            Documents.Pipelines(Documents.Parse(nodes, "\"z\""), Snapshot(reads));
            return null;
        }
        catch (PlanException e)
        {
            return e.Message;
        }
    }

    private static JobSnapshot Snapshot(params (string Node, PartitionSnapshot[] Partitions)[] reads) =>
        new() { Reads = reads.ToImmutableSortedDictionary(r => r.Node, r => new ReadSnapshot { Version = "v", Partitions = [.. r.Partitions] }) };

    private static PartitionSnapshot[] Keyed(string key, params string[] values) =>
        [.. values.Select((v, i) => new PartitionSnapshot { File = $"{Guid.NewGuid():N}", Bytes = 1, Keys = [new KeyColumn(key, v, "BIGINT")] })];

    private static PartitionSnapshot[] Files(params string[] names) => [.. names.Select(n => new PartitionSnapshot { File = n, Bytes = 1 })];
}
