using System.Collections.Immutable;
using System.Text;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Tests.Parsing;

/// <summary>One wrong thing each: the rule, the place and what to write instead.</summary>
public sealed class BadDocumentTests
{
    /// <summary>A node, and what is wrong with it: rule, path and suggestion.</summary>
    public static TheoryData<string, string[]> Nodes { get; } = new()
    {
        { """{ "callx": "math.add" }""", ["nodeKind|$.nodes.a|", "unknownProperty|$.nodes.a.callx|call"] },
        { """{ "call": "math.add", "map": "math.add", "args": [1, 2] }""", ["nodeKind|$.nodes.a.map|"] },
        { """{ "call": "math.identity", "args": [1], "over": "src" }""", ["over|$.nodes.a.over|"] },
        { """{ "call": "math.identity", "args": [1], "args": [2] }""", ["duplicate|$.nodes.a.args|"] },
        { """{ "call": "math.identity", "args": [1], "splitEvery": 4 }""", ["unknownProperty|$.nodes.a.splitEvery|"] },
        { """{ "call": "math.identty", "args": [1] }""", ["unknownFunction|$.nodes.a.call|math.identity"] },
        { """{ "call": "math.identity", "args": [] }""", ["argumentCount|$.nodes.a.args|"] },
        { """{ "call": "math.identity" }""", ["argumentCount|$.nodes.a.args|"] },
        { """{ "call": "math.identity", "args": [1, 2] }""", ["argumentCount|$.nodes.a.args|"] },
        { """{ "call": "math.identity", "args": [1.5] }""", ["argumentType|$.nodes.a.args[0]|"] },
        { """{ "call": "math.identity", "args": { "valu": 1 } }""", ["argumentCount|$.nodes.a.args|", "argument|$.nodes.a.args.valu|value"] },
        { """{ "call": "math.identity", "args": { "value": 1, "value": 2 } }""", ["duplicate|$.nodes.a.args.value|"] },
        { """{ "call": "math.identity", "args": 5 }""", ["type|$.nodes.a.args|", "argumentCount|$.nodes.a.args|"] },
        { """{ "call": "math.identity", "args": [{ "$ref": "sr" }] }""", ["unknownNode|$.nodes.a.args[0].$ref|src"] },
        { """{ "call": "math.identity", "args": [{ "$ref": "src" }] }""", ["argumentType|$.nodes.a.args[0]|"] },
        { """{ "call": "math.identity", "args": [{ "$reff": "src" }] }""", ["value|$.nodes.a.args[0].$reff|$ref", "argumentType|$.nodes.a.args[0]|"] },
        { """{ "call": "math.sum", "args": [[1, "x", { "$ref": "text" }]] }""", ["argumentType|$.nodes.a.args[0][1]|", "argumentType|$.nodes.a.args[0][2]|"] },
        { """{ "call": "any.thing", "args": [1e999] }""", ["number|$.nodes.a.args[0]|"] },
        { """{ "call": "any.thing", "args": [123456789012345678901234567890] }""", ["number|$.nodes.a.args[0]|"] },
        { """{ "call": "any.thing", "args": ["\uD800"] }""", ["value|$.nodes.a.args[0]|"] },
        { """{ "call": "any.thing", "args": [{ "$ref": "src", "x": 1 }] }""", ["value|$.nodes.a.args[0]|"] },
        { """{ "call": "prices.load", "args": ["de", 3000000000] }""", ["argumentType|$.nodes.a.args[1]|"] },
        { """{ "call": "prices.max", "args": [[{ "country": "de", "amout": 1 }]] }""", ["argumentType|$.nodes.a.args[0][0]|", "argumentType|$.nodes.a.args[0][0].amout|amount"] },
        { """{ "map": "math.identity", "over": "sorc" }""", ["unknownNode|$.nodes.a.over|src"] },
        { """{ "map": "math.add", "over": ["src", "nope"] }""", ["unknownNode|$.nodes.a.over[1]|"] },
        { """{ "map": "math.add", "over": { "left": "src", "right": "nope" } }""", ["unknownNode|$.nodes.a.over.right|"] },
        { """{ "map": "math.add", "over": { "right": "src", "left": "src" } }""", ["over|$.nodes.a.over.right|left", "over|$.nodes.a.over.left|right"] },
        { """{ "map": "math.identity" }""", ["over|$.nodes.a.over|"] },
        { """{ "map": "math.identity", "over": "text" }""", ["over|$.nodes.a.over|", "argumentType|$.nodes.a.over|"] },
        { """{ "map": "math.identity", "over": "tables" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "map": "math.identity", "over": { "1x": "src" } }""", ["name|$.nodes.a.over.1x|", "over|$.nodes.a.over.1x|value"] },
        { """{ "filter": "math.identity", "over": "src" }""", ["functionUse|$.nodes.a.filter|"] },
        { """{ "mapPartitions": "math.identity", "over": "tables" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "reduce": "math.add", "over": "tables" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "foldBy": "math.add", "by": "math.identity", "over": "tables" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "topK": 3, "over": "tables" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "join": { "on": ["k"] }, "over": "tables" }""", ["over|$.nodes.a.over|"] },
        { """{ "join": { "how": "lef" }, "over": ["tables", "tables"] }""", ["value|$.nodes.a.join.how|left", "missing|$.nodes.a.join|", "value|$.nodes.a.join.on|"] },
        { """{ "join": { "on": ["k", "K"] }, "over": ["tables", "src"] }""", ["duplicate|$.nodes.a.join.on|", "argumentType|$.nodes.a.over|"] },
        { """{ "join": { "on": [{ "left": "k" }], "how": "full", "way": "broadcast" }, "over": ["tables", "tables"] }""", ["missing|$.nodes.a.join.on[0]|", "value|$.nodes.a.join.on|", "value|$.nodes.a.join.way|"] },
        { """{ "groupBy": { "aggregates": { "n": "cuont", "s": { "sum": "x", "max": "x" }, "q": { "quantile": "x" } } }, "over": "tables" }""", ["value|$.nodes.a.groupBy.aggregates.n|count", "duplicate|$.nodes.a.groupBy.aggregates.s.max|", "missing|$.nodes.a.groupBy|", "value|$.nodes.a.groupBy.aggregates.q|"] },
        { """{ "groupBy": { "keys": [], "aggregates": { "n": "count" }, "way": "shuffle", "buckets": 0 }, "over": "tables" }""", ["value|$.nodes.a.groupBy.buckets|", "value|$.nodes.a.groupBy.way|"] },
        { """{ "sort": { "by": ["k", { "colum": "x" }, "K"] }, "over": "tables" }""", ["unknownProperty|$.nodes.a.sort.by[1].colum|column", "missing|$.nodes.a.sort.by[1]|", "value|$.nodes.a.sort.by|", "duplicate|$.nodes.a.sort.by|"] },
        { """{ "shuffle": { "by": [], "partitions": 2 }, "over": "src" }""", ["value|$.nodes.a.shuffle.by|", "argumentType|$.nodes.a.over|"] },
        { """{ "groupBy": { "keys": ["n"], "aggregates": { "N": "count", "m": { "avg": "x" } } }, "over": "tables" }""", ["value|$.nodes.a.groupBy.aggregates.m.avg|mean", "missing|$.nodes.a.groupBy.aggregates.m|", "duplicate|$.nodes.a.groupBy|"] },
        { """{ "distinct": { "by": "x" }, "over": "src" }""", ["unknownProperty|$.nodes.a.distinct.by|"] },
        { """{ "count": {}, "over": "tables" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "call": "any.thing", "args": [{ "$ref": "tables" }] }""", ["argumentType|$.nodes.a.args[0]|"] },
        { """{ "call": "any.thing", "args": [[1, { "$ref": "tables" }]] }""", ["argumentType|$.nodes.a.args[0][1]|"] },
        { """{ "items": [1, { "$ref": "tables" }] }""", ["argumentType|$.nodes.a.items[1]|"] },
        { """{ "map": "sql", "over": "tables", "args": { "query": "SELECT 1", "parameters": { "p": { "$ref": "tables" } } } }""", ["argumentType|$.nodes.a.args.parameters.p|"] },
        { """{ "zip": {}, "over": ["src", "tables"] }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "filter": "sql", "over": "tables", "args": { "query": "x" } }""", ["functionUse|$.nodes.a.filter|"] },
        { """{ "map": "sql", "over": "src", "args": { "query": "x" } }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "reduce": "math.identity", "over": "src" }""", ["functionUse|$.nodes.a.reduce|"] },
        { """{ "reduce": "math.add", "over": ["src", "src"] }""", ["over|$.nodes.a.over|"] },
        { """{ "reduce": "math.add", "over": "src", "splitEvery": 1 }""", ["value|$.nodes.a.splitEvery|"] },
        { """{ "foldBy": "math.add", "over": "src" }""", ["missing|$.nodes.a|"] },
        { """{ "foldBy": "math.add", "by": "math.add", "over": "src" }""", ["functionUse|$.nodes.a.by|"] },
        { """{ "foldBy": "math.add", "by": "math.txt", "over": "src" }""", ["unknownFunction|$.nodes.a.by|math.text"] },
        { """{ "zip": {}, "over": "src" }""", ["over|$.nodes.a.over|"] },
        { """{ "zip": [], "over": ["src", "src"] }""", ["type|$.nodes.a.zip|"] },
        { """{ "count": { "x": 1 }, "over": "src" }""", ["unknownProperty|$.nodes.a.count.x|"] },
        { """{ "take": -1, "over": "src" }""", ["value|$.nodes.a.take|"] },
        { """{ "topK": { "by": "math.identity" }, "over": "src" }""", ["missing|$.nodes.a.topK|"] },
        { """{ "filter": "math.isEven", "over": "tables" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "range": { "from": 1 } }""", ["missing|$.nodes.a.range|"] },
        { """{ "range": { "to": 1, "step": 0 } }""", ["value|$.nodes.a.range|"] },
        { """{ "range": { "from": 9223372036854775800, "count": 100 } }""", ["number|$.nodes.a.range|"] },
        { """{ "range": "ten" }""", ["type|$.nodes.a.range|"] },
        { """{ "range": 3, "over": "src" }""", ["over|$.nodes.a.over|"] },
        { """{ "range": 3, "args": [1] }""", ["unknownProperty|$.nodes.a.args|"] },
        { """{ "items": [{ "$ref": "nope" }] }""", ["unknownNode|$.nodes.a.items[0].$ref|"] },
        { """{ "read": {} }""", ["missing|$.nodes.a.read|"] },
        { """{ "read": { "dataset": "x", "files": ["y"] } }""", ["missing|$.nodes.a.read|"] },
        { """{ "read": { "dataset": "../x" } }""", ["name|$.nodes.a.read.dataset|"] },
        { """{ "read": { "dataset": "x", "where": [["a", ">", 1]] } }""", ["type|$.nodes.a.read.where[0][0]|", "type|$.nodes.a.read.where[0][1]|", "type|$.nodes.a.read.where[0][2]|"] },
        { """{ "read": { "dataset": "x", "where": [] } }""", ["value|$.nodes.a.read.where|"] },
        { """{ "read": { "dataset": "sales.v2" } }""", ["name|$.nodes.a.read.dataset|"] },
        { """{ "read": { "dataset": "Results" } }""", ["name|$.nodes.a.read.dataset|"] },
        { """{ "write": { "dataset": "index", "table": "jobs" }, "over": "tables" }""", ["name|$.nodes.a.write.dataset|"] },
        { """{ "write": { "dataset": "sales.v2" }, "over": "tables" }""", ["name|$.nodes.a.write.dataset|"] },
        { """{ "write": { "dataset": "_new", "table": "indices" }, "over": "tables" }""", ["name|$.nodes.a.write.dataset|", "name|$.nodes.a.write.table|"] },
        { """{ "read": { "dataset": "x", "where": [[["a", "=", 1]]] } }""", ["value|$.nodes.a.read.where[0][0]|=="] },
        { """{ "read": { "dataset": "x", "where": [[["a", "in", 1]]] } }""", ["value|$.nodes.a.read.where[0][0]|"] },
        { """{ "read": { "dataset": "x", "split": { "rows": 0 } } }""", ["value|$.nodes.a.read.split.rows|"] },
        { """{ "write": { "dataset": "x", "mode": "replce" }, "over": "tables" }""", ["value|$.nodes.a.write.mode|replace"] },
        { """{ "write": { "mode": "append" }, "over": "tables" }""", ["missing|$.nodes.a.write|"] },
        { """{ "write": { "dataset": "x" }, "over": "src" }""", ["argumentType|$.nodes.a.over|"] },
        { """{ "call": "math.identity", "args": [1], "policy": { "retries": -1, "timeout": "0s", "memory": "lots", "cpu": "two", "priority": 101 } }""", ["value|$.nodes.a.policy.retries|", "policy|$.nodes.a.policy.timeout|", "policy|$.nodes.a.policy.memory|", "type|$.nodes.a.policy.cpu|", "value|$.nodes.a.policy.priority|"] },
        {
            """
            { "call": "math.identity", "args": [1],
              "policy": { "deadline": "2030-01-31", "placement": { "pool": "a/b" }, "semaphores": { "x": 0 }, "cache": "no", "onError": "Stop", "retry": 1 } }
            """.ReplaceLineEndings(" "),
            [
                "policy|$.nodes.a.policy.deadline|",
                "name|$.nodes.a.policy.placement.pool|",
                "value|$.nodes.a.policy.semaphores.x|",
                "value|$.nodes.a.policy.cache|",
                "value|$.nodes.a.policy.onError|stop",
                "unknownProperty|$.nodes.a.policy.retry|retries",
            ]
        },
        { """{ "call": "math.identity", "args": [1], "policy": { "retries": { "backoff": "1s", "jitter": 2 } } }""", ["missing|$.nodes.a.policy.retries|", "policy|$.nodes.a.policy.retries.jitter|"] },
        { """{ "call": "math.identity", "args": [1], "keep": "yes", "after": "src" }""", ["type|$.nodes.a.keep|", "type|$.nodes.a.after|"] },
        { """{ "call": "math.identity", "args": [1], "after": ["nope"] }""", ["unknownNode|$.nodes.a.after[0]|"] },
        { """[]""", ["type|$.nodes.a|"] },
    };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void Parse_Node_GivesTheProblem(string node, string[] expected)
    {
        var problems = Problems(With(node));

        Assert.Equal(expected.Order(StringComparer.Ordinal), problems.Select(p => $"{p.Rule}|{p.Path}|{p.Suggestion}").Order(StringComparer.Ordinal));
        Assert.All(problems, p => Assert.Equal(3, p.Line));
    }

    [Theory]
    [InlineData("[]", "type|$")]
    [InlineData("{}", "missing|$", "missing|$", "missing|$", "missing|$")]
    [InlineData("""{"version":1,"name":"x","nodes":{},"outputs":[]}""", "missing|$.nodes")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"range":1}},"outputs":[]}""", "missing|$.outputs")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"range":1}},"outputs":["a","a"]}""", "duplicate|$.outputs[1]")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"range":1},"a":{"range":2}},"outputs":["a"]}""", "duplicate|$.nodes.a")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a b":{"range":1}},"outputs":["a b"]}""", "name|$.nodes['a b']")]
    [InlineData("""{"version":1,"name":"x/y","nodes":{"a":{"range":1}},"outputs":["a"]}""", "name|$.name")]
    [InlineData("""{"version":"1","name":"x","nodes":{"a":{"range":1}},"outputs":["a"]}""", "type|$.version")]
    [InlineData("""{"version":1,"version":1,"name":"x","nodes":{"a":{"range":1}},"outputs":["a"]}""", "duplicate|$.version")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"take":1,"over":"a"}},"outputs":["a"]}""", "cycle|$.nodes.a")]
    [InlineData("""{"version":1,"name":"x","nodes":{"a":{"range":1}},"outputs":["a"],"after":[""]}""", "value|$.after[0]")]
    public void Parse_Document_GivesTheProblem(string text, params string[] expected) =>
        Assert.Equal(expected, Problems(text).Select(p => $"{p.Rule}|{p.Path}"), StringComparer.Ordinal);

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("hello", 1, 1)]
    [InlineData("{\n\"a\": 1,,}", 2, 8)]
    [InlineData("{\"version\":1} x", 1, 15)]
    [InlineData("{\"a\": \"\u0001\"}", 1, 8)]
    public void Parse_NotJson_GivesOneProblemWithLineAndColumn(string text, int line, int column)
    {
        var problem = Assert.Single(Problems(text));

        Assert.Equal((ProblemRules.Json, line, column), (problem.Rule, problem.Line!.Value, problem.Column!.Value));
    }

    [Fact]
    public void Parse_NotUtf8_SaysSo()
    {
        var problem = Assert.Single(JobParser.Parse([(byte)'{', (byte)'\n', (byte)'"', 0xE4, (byte)'"'], TestFunctions.Catalog).Problems);

        Assert.Equal((ProblemRules.Json, 2, 2), (problem.Rule, problem.Line!.Value, problem.Column!.Value));
        Assert.Contains("UTF-8", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_CycleOfThree_NamesIt()
    {
        var problem = Assert.Single(Problems("""
            { "version": 1, "name": "x", "outputs": ["d"], "nodes": {
              "d": { "call": "math.identity", "args": [{ "$ref": "a" }] },
              "a": { "call": "math.identity", "args": [{ "$ref": "b" }] },
              "b": { "call": "math.add", "args": [1, { "$ref": "c" }] },
              "c": { "call": "math.identity", "args": [{ "$ref": "a" }] } } }
            """));

        Assert.Equal(ProblemRules.Cycle, problem.Rule);
        Assert.Contains(": a -> b -> c -> a.", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The node as <c>a</c>, on line 3 of a document with something to work on.</summary>
    internal static string With(string node) => $$"""
        { "version": 1, "name": "x", "outputs": ["a"], "nodes": {
          "src": { "range": 3 }, "tables": { "read": { "dataset": "d" } }, "text": { "call": "math.text", "args": [1] }, "maps": { "items": [{ "k": 1 }] },
          "a": {{node}} } }
        """;

    private static ImmutableArray<Problem> Problems(string text) => JobParser.Parse(Encoding.UTF8.GetBytes(text), TestFunctions.Catalog).Problems;
}
