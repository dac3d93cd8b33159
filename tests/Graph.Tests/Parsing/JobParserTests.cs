using System.Text;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Tests.Parsing;

public sealed class JobParserTests
{
    private const string Flights = """
        {
          "version": 1, "name": "flight-delays",
          "nodes": {
            "flights": { "read":   { "dataset": "flights", "columns": ["date","delay","distance"], "where": [[["distance", ">", 0]]] } },
            "counts":  { "map":    "sql", "over": "flights", "args": { "query": "SELECT 1 FROM input" } },
            "totals":  { "reduce": "sql", "over": "counts", "splitEvery": 8, "args": { "query": "SELECT 2 FROM input" } },
            "saved":   { "write":  { "dataset": "flight-delays", "partitionBy": ["m"], "mode": "replace" }, "over": "totals" },
            "answer":  { "call":   "math.add", "args": [ { "$ref": "seed" }, 1 ], "keep": true },
            "seed":    { "call":   "math.identity", "args": [ 41 ], "policy": { "retries": { "count": 2, "jitter": 0.1 }, "onError": "continue" } }
          },
          "outputs": ["saved", "answer"],
          "policy":  { "retries": 3, "timeout": "00:10:00", "memory": "1GiB", "onError": "stop", "semaphores": { "erp-db": 1 } }
        }
        """;

    [Fact]
    public void Parse_SketchOfTheDesign_GivesTheGraph()
    {
        var document = Parse(Flights).Require();

        Assert.Equal("flight-delays", document.Name);
        var read = Assert.IsType<ReadNode>(document.Nodes[new NodeId("flights")]);
        Assert.Equal("flights", read.Dataset);
        Assert.Equal(new Condition("distance", ComparisonOperator.Greater, GraphValue.Of(0)), read.Where[0][0]);
        Assert.Equal(8, Assert.IsType<ReduceNode>(document.Nodes[new NodeId("totals")]).SplitEvery);
        Assert.Equal(WriteMode.Replace, Assert.IsType<WriteNode>(document.Nodes[new NodeId("saved")]).Mode);
        Assert.Equal([0, 5, 1, 4, 2, 3], document.Topology.Order.ToArray());
        Assert.Equal([5], document.Topology.Dependencies(4).ToArray());
        Assert.Equal([4], document.Topology.Dependents(5).ToArray());
        Assert.Equal("math.add", document.Binding(4).Function!.Name);
        Assert.Equal([GraphValue.Ref(new NodeId("seed")), GraphValue.Of(1)], document.Binding(4).Arguments.AsEnumerable());
        Assert.True(document.Nodes[4].Keep);
        var policy = document.PolicyOf(document.Nodes[5]);
        Assert.Equal((2, 0.1, 1L << 30, TimeSpan.FromMinutes(10)), (policy.Retries.Count, policy.Retries.Jitter, policy.Memory!.Value, policy.Timeout!.Value));
        Assert.Equal(1, policy.Semaphores["erp-db"]);
    }

    [Fact]
    public void Parse_NotJson_GivesOneProblemWithItsPlace()
    {
        var problem = Assert.Single(Parse("{\n  \"version\": 1,\n  \"name\": oops\n}").Problems);

        Assert.Equal((ProblemRules.Json, 3, 11), (problem.Rule, problem.Line!.Value, problem.Column!.Value));
    }

    [Fact]
    public void Parse_SeveralProblems_ListsAllInOrderOfTheText()
    {
        var result = Parse("""
            {
              "version": 2, "name": "x",
              "nodes": {
                "a": { "call": "math.ad", "args": [1, 2] },
                "b": { "call": "math.add", "args": [1] },
                "c": { "mapp": "math.add", "over": "nope" },
                "d": { "call": "math.identity", "args": ["text"] },
                "e": { "call": "math.identity", "args": [{ "$ref": "f" }] },
                "f": { "call": "math.identity", "args": [{ "$ref": "e" }] },
                "g": { "map": "math.identity", "over": "aa" }
              },
              "outputs": ["zz"],
              "policy": { "timeout": "10 minutes", "memory": "1GiBB" }
            }
            """);

        Assert.Null(result.Document);
        Assert.Equal(
            [
                (2, "$.version", "version", "1"), (4, "$.nodes.a.call", "unknownFunction", "math.add"), (5, "$.nodes.b.args", "argumentCount", null),
                (6, "$.nodes.c", "nodeKind", null), (6, "$.nodes.c.mapp", "unknownProperty", "map"), (7, "$.nodes.d.args[0]", "argumentType", null),
                (8, "$.nodes.e", "cycle", null), (10, "$.nodes.g.over", "unknownNode", "a"), (12, "$.outputs[0]", "unknownNode", null),
                (13, "$.policy.timeout", "policy", null), (13, "$.policy.memory", "policy", null),
            ],
            result.Problems.Select(p => (p.Line!.Value, p.Path, p.Rule, p.Suggestion)));
        Assert.Contains("e -> f -> e", result.Problems[6].Message, StringComparison.Ordinal);
    }

    private static JobResult Parse(string text) => JobParser.Parse(Encoding.UTF8.GetBytes(text), TestFunctions.Catalog);
}
