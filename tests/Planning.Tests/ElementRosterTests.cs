using System.Collections.Immutable;
using Serverless.Graph.Identity;
using Serverless.Planning.Elements;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Tests;

/// <summary>Which tasks of a plan are those of an earlier one.</summary>
public sealed class ElementRosterTests
{
    private const string Map = """ "l": { "items": [ITEMS] }, "m": { "map": "functions.square", "over": "l" } """;

    [Fact]
    public void Find_AnElementInTheMiddle_EverythingElseIsFound()
    {
        var matches = Matches(Items("1, 2, 4, 5"), Items("1, 2, 3, 4, 5"), "m");

        Assert.Equal([new ElementMatch(0, 0, 2), new ElementMatch(3, 2, 2)], matches);
    }

    [Fact]
    public void Find_NodesRenamedAndAnElementAppended_AllAreFound() =>
        Assert.Equal([new ElementMatch(0, 0, 2)], Find(Of(Items("1, 2"), "m"), Of(""" "values": { "items": [1, 2, 3] }, "squares": { "map": "functions.square", "over": "values" } """, "squares")));

    [Theory]
    [InlineData(""" "l": { "items": [1, 2] }, "m": { "map": "functions.record", "over": "l" } """)]
    [InlineData(""" "l": { "items": [1.0, 2.0] }, "m": { "map": "functions.half", "over": "l" } """)]
    [InlineData(""" "l": { "items": [1, 2] }, "m": { "map": "functions.add", "over": "l", "args": [1] } """)]
    [InlineData(""" "l": { "items": [1, 2] }, "m": { "filter": "functions.even", "over": "l" } """)]
    [InlineData(""" "l": { "items": [1, 2] }, "m": { "map": "functions.send", "over": "l" } """)]
    [InlineData(""" "l": { "items": [1, 2] }, "m": { "map": "functions.numbered", "over": "l" } """)]
    [InlineData(""" "l": { "items": [1, 2] }, "m": { "map": "functions.square", "over": "l", "policy": { "cache": "none" } } """)]
    [InlineData(""" "l": { "items": [3, 4] }, "m": { "map": "functions.square", "over": "l" } """)]
    public void Find_OtherWorkOrOtherElements_NothingIsFound(string nodes) => Assert.Empty(Find(Of(Items("1, 2"), "m"), Of(nodes, "m")));

    [Fact]
    public void Find_OtherArgumentOfAnotherNode_NothingIsFound()
    {
        static string Nodes(int x, string items) => $$""" "x": { "call": "functions.square", "args": [{{x}}] }, "l": { "items": [{{items}}] }, "m": { "map": "functions.add", "over": "l", "args": [{ "$ref": "x" }] } """;

        Assert.Equal([new ElementMatch(0, 0, 2)], Find(Of(Nodes(1, "1, 2"), "m"), Of(Nodes(1, "1, 2, 3"), "m")));
        Assert.Empty(Find(Of(Nodes(1, "1, 2"), "m"), Of(Nodes(2, "1, 2, 3"), "m")));
    }

    [Theory]
    [InlineData(0, 10, 1, 0, 11, 1, 0, 0, 10)]
    [InlineData(0, 10, 1, 4, 30, 1, 0, 4, 6)]
    [InlineData(5, 10, 1, 0, 30, 1, 5, 0, 5)]
    [InlineData(0, 10, 2, 4, 30, 2, 0, 2, 3)]
    public void Find_Numbers_AreComparedAsSuch(long from, long to, long step, long newFrom, long newTo, long newStep, long task, long before, long count)
    {
        var matches = Find(Of(Range(from, to, step), "m"), Of(Range(newFrom, newTo, newStep), "m"));

        Assert.Equal([new ElementMatch(task, before, count)], matches);
        Assert.Null(Of(Range(from, to, step), "m")!.Roster.Keys);
    }

    [Theory]
    [InlineData(0, 10, 2, 1, 30, 2)]
    [InlineData(0, 10, 1, 0, 30, 2)]
    [InlineData(0, 10, 1, 20, 30, 1)]
    public void Find_OtherNumbers_NothingIsFound(long from, long to, long step, long newFrom, long newTo, long newStep) =>
        Assert.Empty(Find(Of(Range(from, to, step), "m"), Of(Range(newFrom, newTo, newStep), "m")));

    /// <summary>Records of one list have their columns together: one that is the same is another table beside others.</summary>
    [Theory]
    [InlineData("""{"k": 1}""", """{"k": 1}, {"k": 2}""", true)]
    [InlineData("""{"k": 1}""", """{"k": 1}, {"k": 2, "x": 1}""", false)]
    [InlineData("""{"k": 1}""", """{"k": 1}, {"k": 1.5}""", false)]
    [InlineData("""{"k": 1}""", """{"k": 1}, {"k": null}""", false)]
    [InlineData("""{"k": [1]}""", """{"k": [1]}, {"k": ["x"]}""", false)]
    [InlineData("""{"k": {"a": 1}}""", """{"k": {"a": 1}}, {"k": {"b": 1}}""", false)]
    public void Find_RecordsBesideOthers_AreFoundWhereTheColumnsAreTheSame(string before, string now, bool isFound)
    {
        static string Nodes(string items, string kind) => $$""" "l": { "items": [{{items}}] }, "t": { "take": 9, "over": "l" }, "m": { {{kind}}, "over": "t" } """;
        const string query = """ "map": "sql", "args": ["FROM input"] """;

        Assert.Equal(isFound, Find(Of(Nodes(before, query), "m"), Of(Nodes(now, query), "m")).Count > 0);
        // What sees values sees no columns.
        Assert.NotEmpty(Find(Of(Nodes(before, """ "map": "functions.same" """), "m"), Of(Nodes(now, """ "map": "functions.same" """), "m")));
    }

    [Fact]
    public void Find_Groups_AreFoundWhereTheyHaveTheSameMembers()
    {
        static string Nodes(long count, int every) => $$""" "n": { "range": {{count}} }, "m": { "reduce": "functions.add", "over": "n", "splitEvery": {{every}} } """;

        // 100 numbers in groups of 8: 12 whole ones and a rest of 4.
        Assert.Equal([new ElementMatch(0, 0, 12)], Find(Of(Nodes(100, 16), "m", level: 1), Of(Nodes(103, 16), "m", level: 1)));
        Assert.Equal([new ElementMatch(0, 0, 12), new ElementMatch(12, 12, 1)], Find(Of(Nodes(100, 16), "m", level: 1), Of(Nodes(100, 16), "m", level: 1)));
        // The tree above them, and a tree of another shape.
        Assert.Null(Of(Nodes(100, 16), "m", level: 0));
        Assert.Empty(Find(Of(Nodes(100, 16), "m", level: 1), Of(Nodes(103, 4), "m", level: 1)));
    }

    [Fact]
    public void Find_AMonthMore_EveryOtherPartitionIsFound()
    {
        Assert.Equal([new ElementMatch(0, 0, 6)], Find(OfRead(6), OfRead(7)));
        // Each is a group of the first level.
        Assert.Equal([new ElementMatch(0, 0, 6)], Find(OfRead(6, "r"), OfRead(7, "r")));
        Assert.Equal([new ElementMatch(0, 0, 100)], Find(OfRead(100, "r"), OfRead(101, "r")));
    }

    [Fact]
    public void Find_OtherFileKeysColumnsPredicateOrSchema_NothingIsFound()
    {
        Assert.Empty(Find(OfRead(3), OfRead(3, version: "b")));
        Assert.Empty(Find(OfRead(3), OfRead(3, keyType: "VARCHAR")));
        Assert.Empty(Find(OfRead(3), OfRead(3, settings: """ , "columns": ["v"] """)));
        Assert.Empty(Find(OfRead(3), OfRead(3, settings: """ , "where": [[["v", ">", 1]]] """)));
        Assert.Empty(Find(OfRead(3, schema: "INTEGER"), OfRead(4, schema: "BIGINT")));
        Assert.NotEmpty(Find(OfRead(3, schema: "INTEGER"), OfRead(4, schema: "INTEGER")));
    }

    [Fact]
    public void Of_AMillionNumbers_CostsNoKeyEach()
    {
        const string nodes = """ "n": { "range": 1000000 }, "q": { "map": "functions.square", "over": "n" }, "m": { "reduce": "functions.add", "over": "q" } """;

        var elements = Of(nodes, "m", level: 1);

        Assert.Equal(new NumberRoster(0, 1, 1_000_000, 16), elements!.Roster.Numbers);
        Assert.Null(elements.Roster.Keys);
    }

    private static string Items(string items) => Map.Replace("ITEMS", items, StringComparison.Ordinal);

    private static string Range(long from, long to, long step) => $$""" "n": { "range": { "from": {{from}}, "to": {{to}}, "step": {{step}} } }, "m": { "map": "functions.square", "over": "n" } """;

    private static IReadOnlyList<ElementMatch> Matches(string before, string now, string node) => Find(Of(before, node), Of(now, node));

    private static IReadOnlyList<ElementMatch> Find(PipelineElements? before, PipelineElements? now) =>
        before is null || now is null || before.Family != now.Family ? [] : RosterMatch.Find(now.Roster, before.Roster);

    private static PipelineElements? Of(string nodes, string node, int level = 0) => Of(nodes, node, level, new JobSnapshot { Reads = ImmutableSortedDictionary<string, ReadSnapshot>.Empty });

    private static PipelineElements? OfRead(int months, string node = "m", string version = "a", string keyType = "BIGINT", string settings = "", string? schema = null) => Of(
        $$"""
        "t": { "read": { "dataset": "d"{{settings}} } }, "m": { "map": "sql", "over": "t", "args": { "query": "FROM input" } },
        "r": { "reduce": "sql", "over": "m", "args": { "query": "SELECT sum(v) AS v FROM input" } }
        """,
        node,
        node == "r" ? 1 : 0,
        new JobSnapshot
        {
            Reads = ImmutableSortedDictionary<string, ReadSnapshot>.Empty.Add("t", new ReadSnapshot
            {
                Version = $"{version}{months}",
                Columns = schema is null ? null : [new ReadColumn("v", schema)],
                Partitions = [.. Enumerable.Range(0, months).Select(m => new PartitionSnapshot { File = $"d/m={m}/{version}.parquet", Bytes = 1, Keys = [new KeyColumn("m", $"{m}", keyType)] })],
            }),
        });

    private static PipelineElements? Of(string nodes, string node, int level, JobSnapshot snapshot)
    {
        var document = Documents.Parse(nodes, $"\"{node}\"");
        var tokens = NodeTokens.Compute(document, JobPipelines.SourcesOf(snapshot), "job");
        var pipelineGraph = JobPipelines.Create(document, snapshot, tokens);
        return new ElementRosters(document, snapshot, pipelineGraph.Pipelines, tokens).Of(pipelineGraph.Pipelines.Single(p => p.Node == node && p.Level == level));
    }
}
