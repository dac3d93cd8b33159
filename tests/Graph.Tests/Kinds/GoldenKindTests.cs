using System.Text;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Writing;
using Serverless.Testing;

namespace Serverless.Graph.Tests.Kinds;

/// <summary>
/// Of a node of every kind and setting: how it is written, and its tokens. Results of older builds are found by these tokens, so they never change: but where what
/// older builds stored was wrong (<c>EarlierResults</c>). The file grows with new kinds; any other line that differs is a defect of the code, and no reason to edit
/// the file.
/// </summary>
public sealed class GoldenKindTests
{
    private const string Nodes = """
        "seed": { "call": "math.identity", "args": [41] },
        "call": { "call": "math.add", "args": { "right": { "$ref": "seed" }, "left": 1 } },
        "callOver": { "call": "sql", "over": { "one": "read", "two": "readFiles" }, "args": { "query": "SELECT * FROM one JOIN two USING (a)", "parameters": {} } },
        "callNames": { "call": "sql", "over": ["read", "readFiles"], "args": { "query": "FROM read", "parameters": { "p": 0.5 } } },
        "callImpure": { "call": "prices.load", "args": ["de", 7] },
        "callAny": { "call": "any.thing", "args": [[null, true, -0.0, 1.50, { "$double": "NaN" }, { "$decimal": "1.50" }, "x", { "$value": { "$k": 1 } }, { "a": { "$ref": "seed" } }]] },
        "read": { "read": { "dataset": "flights" } },
        "readAll": { "read": { "dataset": "flights", "table": "other", "columns": ["a", "b"], "where": [[["a", "in", [1, "x"]], ["b", "<=", -0.0]], [["c", "!=", null]]], "split": { "rows": 1000 } } },
        "readOld": { "read": { "dataset": "flights", "asOf": 7 } },
        "readThen": { "read": { "dataset": "flights", "asOf": "2026-11-30T23:00:00.5+01:00" } },
        "readFiles": { "read": { "files": ["in/*.parquet", "b.parquet"], "columns": [], "split": { "rowGroups": 2 } } },
        "range": { "range": 5 },
        "rangeBounds": { "range": { "from": -5, "to": 9, "step": 3 } },
        "rangeDown": { "range": { "from": 9, "count": 3, "step": -2 } },
        "rangeNone": { "range": { "to": -1 } },
        "items": { "items": [1, 2, 3] },
        "itemsMixed": { "items": [1, 2.0, "x", null, { "a": [1] }, { "$ref": "seed" }] },
        "itemsNone": { "items": [] },
        "files": { "files": ["a/*.txt", "b.txt"] },
        "map": { "map": "math.identity", "over": "range" },
        "mapTwo": { "map": "math.add", "over": ["range", "range"] },
        "mapNamed": { "map": "math.add", "over": { "left": "range" }, "args": { "right": { "$ref": "seed" } } },
        "mapSql": { "map": "sql", "over": "read", "args": { "query": "SELECT math.add(a, 1) FROM input", "parameters": {} } },
        "mapVolatile": { "map": "sql", "over": "read", "args": { "query": "SELECT now() FROM input", "parameters": {} } },
        "filter": { "filter": "math.isEven", "over": "range" },
        "mapPartitions": { "mapPartitions": "math.sum", "over": "range" },
        "mapPartitionsSql": { "mapPartitions": "sql", "over": "read", "args": { "query": "FROM input", "parameters": {} } },
        "reduce": { "reduce": "math.add", "over": "range" },
        "reduceList": { "reduce": "math.sum", "over": "range", "splitEvery": 4 },
        "reduceSql": { "reduce": "sql", "over": "read", "splitEvery": 10000, "args": { "query": "FROM input", "parameters": {} } },
        "foldBy": { "foldBy": "math.add", "by": "math.text", "over": "range" },
        "foldByAll": { "foldBy": "math.add", "by": "math.text", "combine": "math.add", "initial": { "$ref": "seed" }, "splitEvery": 2, "over": "range" },
        "foldByNull": { "foldBy": "math.add", "by": "any.thing", "initial": null, "over": "range", "args": [] },
        "zip": { "zip": {}, "over": ["range", "items"] },
        "zipNamed": { "zip": {}, "over": { "a": "range", "b": "items", "c": "range" } },
        "count": { "count": {}, "over": "range" },
        "take": { "take": 2, "over": "range" },
        "takeNone": { "take": 0, "over": "filter" },
        "topK": { "topK": 3, "over": "range" },
        "topKBy": { "topK": { "count": 3, "by": "math.identity", "ascending": true }, "over": "range" },
        "distinct": { "distinct": {}, "over": "itemsMixed" },
        "distinctRows": { "distinct": {}, "over": "read" },
        "join": { "join": { "on": ["a"] }, "over": ["read", "readFiles"] },
        "joinAll": { "join": { "on": ["a", { "left": "b", "right": "c" }], "how": "anti", "suffix": "_2", "way": "broadcast" }, "over": { "x": "read", "y": "mapSql" } },
        "groupBy": { "groupBy": { "keys": ["a"] }, "over": "read" },
        "groupByAll": { "groupBy": { "keys": [], "aggregates": { "n": "count", "total": { "sum": "b" }, "p": { "quantile": "b", "at": 0.9 }, "first one": { "first": "c" } } }, "over": "mapSql" },
        "groupByWide": { "groupBy": { "keys": ["a"], "way": "shuffle", "buckets": 7 }, "over": "read" },
        "joinWide": { "join": { "on": ["a"], "way": "shuffle", "buckets": 7 }, "over": ["read", "read"] },
        "shuffle": { "shuffle": { "by": ["a", "b"] }, "over": "read" },
        "shuffleInto": { "shuffle": { "by": ["a"], "partitions": 9 }, "over": "read" },
        "sort": { "sort": { "by": ["a"] }, "over": "read" },
        "sortInto": { "sort": { "by": ["a", { "column": "b", "descending": true }], "partitions": 9 }, "over": "read" },
        "write": { "write": { "dataset": "out" }, "over": "read" },
        "writeAll": { "write": { "dataset": "out", "table": "t", "partitionBy": ["m", "n"], "mode": "replace" }, "over": "mapSql" },
        "writeMore": { "write": { "dataset": "out", "mode": "append" }, "over": "read" },
        "writeParts": { "write": { "dataset": "out", "partitionBy": ["m"], "mode": "overwritePartitions" }, "over": "read" },
        "kept": { "map": "math.identity", "over": "range", "keep": true, "after": ["seed", "write"], "policy": { "retries": { "count": 2, "jitter": 0.1 }, "memory": "1GiB", "timeout": "90s", "cache": "none" } }
        """;

    // The hash of a document is of all its nodes: this one gets no further ones.
    private const string Fixed = """
        "range": { "range": { "from": 2, "count": 9 } }, "sum": { "reduce": "math.add", "over": "range", "splitEvery": 4 },
        "kept": { "map": "math.add", "over": "range", "args": { "right": { "$ref": "sum" } }, "keep": true, "policy": { "retries": 2, "timeout": "90s" } }
        """;

    private static readonly string File = RepositoryRoot.Of("tests", "Graph.Tests", "Kinds", "golden.txt");

    [Fact]
    public void FormAndTokens_OfNodesOfEveryKind_AreThoseOfOlderBuilds()
    {
        var given = Lines();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") System.IO.File.WriteAllLines(File, given);

        Assert.Equal(System.IO.File.ReadAllLines(File), given);
    }

    [Fact]
    public void Golden_EveryKindOfTheGrammar_HasALine()
    {
        var document = Parse();
        var kinds = document.Nodes.Select(n => n.GetType()).ToHashSet();

        Assert.Empty(typeof(Node).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Node)) && t.IsPublic && !kinds.Contains(t)).Select(t => t.Name));
    }

    private static List<string> Lines()
    {
        var document = Parse();
        var sources = document.Nodes.Where(n => n is ReadNode or FilesNode).ToDictionary(n => n.Id, n => Token.Parse(new string(n is ReadNode ? 'a' : 'b', 64)));
        var tokens = NodeTokens.Compute(document, sources, "job");
        var lines = new List<string> { $"document {DocumentHash.Of(Parse(Fixed, "kept"))}" };
        using var written = JsonDocument.Parse(JobWriter.ToUtf8(document));
        var nodes = written.RootElement.GetProperty("nodes");
        for (var at = 0; at < document.Nodes.Count; at++)
        {
            var name = document.Nodes[at].Id.Value;
            var binding = document.Binding(at);
            lines.Add($"{name} {nodes.GetProperty(name).GetRawText()}");
            lines.Add($"  {tokens[at]} own={NodeTokens.IsPrivate(document, document.Nodes[at], binding)} {(binding.IsCollection ? "of " : "")}{binding.Type}");
            lines.Add($"  step {tokens.StepOf(at, isFold: false)} fold {tokens.StepOf(at, isFold: true)}");
            var parts = TokenPart.Of(document, at, sources, "job").Select(p => $"{p.Kind}={p.Hash.ToString()[..8]}{(p.Text is { } text ? $"({text})" : "")}");
            lines.Add($"  parts {string.Join(' ', parts)}");
        }
        return lines;
    }

    private static JobDocument Parse() => Parse(Nodes, "kept");

    private static JobDocument Parse(string nodes, string output) => JobParser.Parse(
        Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "every kind", "nodes": { {{nodes}} }, "outputs": ["{{output}}"] }"""), TestFunctions.Catalog, isStored: true).Require();
}
