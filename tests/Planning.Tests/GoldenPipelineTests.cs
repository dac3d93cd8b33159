using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Planning.Elements;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Tests;

/// <summary>
/// The pipelines of documents of every kind, as they were planned since results were first stored: tokens of pipelines name records of the ledger, and stored
/// plans are opened by other builds. Cases are added; one that differs is a defect of the code.
/// </summary>
public sealed class GoldenPipelineTests
{
    private const string Sources = """
        "range": { "range": 100 }, "items": { "items": [5, 3, 5] }, "read": { "read": { "dataset": "d" } }, "other": { "read": { "dataset": "e" } }, "files": { "files": ["*"] },
        "map": { "map": "functions.square", "over": "range" }, "even": { "filter": "functions.even", "over": "range" }, "call": { "call": "functions.square", "args": [3] }
        """;

    private static ImmutableArray<string> Cases { get; } =
    [
        """{ "call": "functions.add", "args": [1, { "$ref": "call" }] }""",
        """{ "call": "functions.total", "args": [{ "$ref": "items" }] }""",
        """{ "call": "sql", "over": ["read", "other"], "args": { "query": "x" } }""",
        """{ "map": "functions.square", "over": "range" }""",
        """{ "map": "functions.square", "over": "map" }""",
        """{ "map": "functions.square", "over": "even", "keep": true }""",
        """{ "map": "functions.add", "over": ["range", "map"] }""",
        """{ "map": "functions.add", "over": ["items", "items"] }""",
        """{ "map": "functions.numbered", "over": "map" }""",
        """{ "map": "functions.add", "over": "map", "args": [{ "$ref": "call" }] }""",
        """{ "map": "sql", "over": "read", "args": { "query": "x" } }""",
        """{ "map": "sql", "over": ["read", "read"], "args": { "query": "x" } }""",
        """{ "filter": "functions.even", "over": "map" }""",
        """{ "mapPartitions": "functions.total", "over": "map" }""",
        """{ "mapPartitions": "sql", "over": "read", "args": { "query": "x" } }""",
        """{ "reduce": "functions.add", "over": "map", "splitEvery": 3 }""",
        """{ "reduce": "functions.total", "over": "even" }""",
        """{ "reduce": "sql", "over": "read", "args": { "query": "x" } }""",
        """{ "foldBy": "functions.add", "by": "functions.square", "over": "map", "splitEvery": 2 }""",
        """{ "foldBy": "functions.add", "by": "functions.square", "over": "even", "initial": { "$ref": "call" } }""",
        """{ "zip": {}, "over": ["range", "map"] }""",
        """{ "zip": {}, "over": ["even", "even"] }""",
        """{ "count": {}, "over": "even" }""",
        """{ "count": {}, "over": "files" }""",
        """{ "take": 7, "over": "map" }""",
        """{ "take": 7, "over": "even" }""",
        """{ "take": 1, "over": "read" }""",
        """{ "topK": 7, "over": "even" }""",
        """{ "topK": { "count": 7, "by": "functions.square", "ascending": true }, "over": "items" }""",
        """{ "write": { "dataset": "out" }, "over": "read" }""",
        """{ "write": { "dataset": "out", "partitionBy": ["k"] }, "over": "records" }, "records": { "map": "functions.record", "over": "map" }""",
        """{ "reduce": "functions.add", "over": "tops" }, "tops": { "topK": 300, "over": "map" }""",
        """{ "count": {}, "over": "squares" }, "squares": { "map": "functions.square", "over": "parts" }, "parts": { "mapPartitions": "functions.total", "over": "map" }""",
        """{ "reduce": "functions.add", "over": "squares" }, "squares": { "map": "functions.square", "over": "firsts" }, "firsts": { "take": 9, "over": "even" }""",
        """{ "distinct": {}, "over": "even" }""",
        """{ "count": {}, "over": "different" }, "different": { "distinct": {}, "over": "map" }""",
        """{ "zip": {}, "over": ["even", "range"] }""",
        """{ "zip": {}, "over": ["range", "items"] }""",
        """{ "map": "sql", "over": ["read", "other"], "args": { "query": "x" } }""",
        """{ "join": { "on": ["k"] }, "over": ["read", "other"] }""",
        """{ "join": { "on": ["k"], "way": "broadcast" }, "over": ["read", "other"] }""",
        """{ "join": { "on": ["k"], "how": "right", "way": "broadcast" }, "over": ["read", "other"] }""",
        """{ "reduce": "sql", "over": "joined", "args": { "query": "x" } }, "joined": { "join": { "on": ["k"], "how": "right", "way": "broadcast" }, "over": ["read", "other"] }""",
        """{ "join": { "on": ["k"], "how": "left", "way": "broadcast" }, "over": ["read", "parts"] }, "parts": { "map": "sql", "over": "other", "args": { "query": "x" } }""",
        """{ "groupBy": { "keys": ["k"], "aggregates": { "n": "count" } }, "over": "parts" }, "parts": { "map": "sql", "over": "other", "args": { "query": "x" } }""",
        """{ "groupBy": { "keys": ["k"], "aggregates": { "n": { "countDistinct": "x" } } }, "over": "read" }""",
        """{ "distinct": {}, "over": "read" }""",
        """{ "join": { "on": ["k"], "way": "shuffle", "buckets": 3 }, "over": ["read", "parts"] }, "parts": { "map": "sql", "over": "other", "args": { "query": "x" } }""",
        """{ "reduce": "sql", "over": "joined", "args": { "query": "x" } }, "joined": { "join": { "on": ["k"], "way": "shuffle", "buckets": 300 }, "over": ["read", "other"] }""",
        """{ "groupBy": { "keys": ["k"], "way": "shuffle", "buckets": 3 }, "over": "read" }""",
        """{ "shuffle": { "by": ["k"], "partitions": 4 }, "over": "read" }""",
        """{ "sort": { "by": ["k"] }, "over": "read" }""",
        """{ "sort": { "by": ["k"], "partitions": 4 }, "over": "read" }""",
        """{ "count": {}, "over": "pairs" }, "pairs": { "zip": {}, "over": ["items", "items"] }""",
    ];

    private static readonly string File = Path.Combine(Root(), "tests", "Planning.Tests", "golden.txt");

    [Fact]
    public void Create_DocumentsOfEveryKind_PlansThemAsOlderBuildsDid()
    {
        var given = Cases.SelectMany(node => new[] { node }.Concat(PlanOf(node).Select(line => "  " + line))).ToList();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") System.IO.File.WriteAllLines(File, given);

        Assert.Equal(System.IO.File.ReadAllLines(File), given);
    }

    // Once before any list is counted, and once with all lists of seven elements in two parts.
    private static IEnumerable<string> PlanOf(string node)
    {
        var document = Documents.Parse($"{Sources}, \"a\": {node}", "\"a\"");
        var snapshot = Documents.Snapshot(("read", 5), ("other", 5), ("files", 3));
        var lists = Readiness.Lists(document);
        var measured = Readiness.Measured(document);
        var counted = snapshot with
        {
            Lists = lists.ToImmutableSortedDictionary(l => l.Value, _ => new ListSnapshot([4, 7])),
            Sizes = measured.Count > 0 ? measured.ToImmutableSortedDictionary(m => m.Value, _ => new SizeSnapshot(100)) : null,
        };
        return new[] { snapshot }.Concat(lists.Count + measured.Count > 0 ? [counted] : []).SelectMany(s => Lines(document, s));
    }

    private static IEnumerable<string> Lines(JobDocument document, JobSnapshot snapshot)
    {
        PipelineGraph pipelineGraph;
        try
        {
            pipelineGraph = Documents.Pipelines(document, snapshot);
        }
        catch (PlanException e)
        {
            return [e.Message];
        }
        var rosters = new ElementRosters(document, snapshot, pipelineGraph.Pipelines, NodeTokens.Compute(document, JobPipelines.SourcesOf(snapshot), "job"));
        return pipelineGraph.Pipelines.Select(p => $"{JsonSerializer.Serialize(p)} {rosters.Of(p)?.Family}")
            .Append($"complete={pipelineGraph.IsComplete} targets={string.Join(',', pipelineGraph.Targets)}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "Serverless.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
