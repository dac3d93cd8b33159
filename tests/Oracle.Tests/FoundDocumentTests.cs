using System.Text.Json.Nodes;
using Serverless.Oracle.Tests.Running;

namespace Serverless.Oracle.Tests;

/// <summary>Documents that product and reference once disagreed about, as small as they became: in every way, one after the other where one finds what another left.</summary>
public sealed class FoundDocumentTests(FoundLane found) : IClassFixture<FoundLane>
{
    private static readonly Dictionary<string, string[]> Found = new(StringComparer.Ordinal)
    {
        ["a call by sql sees all elements"] = ["""{"l": {"items": [{"k": 1}, {"k": 2}, {"k": 3}]}, "n": {"call": "sql", "over": "l", "args": ["SELECT count(*) AS n FROM input"]}}"""],
        ["and all that a map gave"] = ["""{"r": {"range": 3}, "l": {"map": "o.row", "over": "r"}, "n": {"call": "sql", "over": "l", "args": ["SELECT count(*) AS n FROM input"]}}"""],
        ["and all of two collections"] = ["""{"a": {"items": [{"k": 1}, {"k": 2}]}, "b": {"read": {"dataset": "sales"}}, "n": {"call": "sql", "over": {"l": "a", "r": "b"}, "args": ["SELECT (SELECT count(*) FROM l) AS l, (SELECT count(*) FROM r) AS r"]}}"""],
        ["partitions of other keys do not go together"] = ["""{"l": {"read": {"dataset": "sales"}}, "r": {"read": {"dataset": "bins"}}, "n": {"map": "sql", "over": ["l", "r"], "args": ["SELECT count(*) AS n FROM l, r"]}}"""],
        ["nor do other numbers of them"] = ["""{"l": {"read": {"dataset": "sales"}}, "r": {"read": {"dataset": "six"}}, "n": {"map": "sql", "over": ["l", "r"], "args": ["SELECT count(*) AS n FROM l, r"]}}"""],
        ["those of equal keys do"] = ["""{"l": {"read": {"dataset": "sales"}}, "r": {"read": {"dataset": "twin"}}, "n": {"map": "sql", "over": ["l", "r"], "args": ["SELECT count(*) AS n FROM l JOIN r USING (m)"]}}"""],
        ["names of tables are part of a query"] =
        [
            """{"x": {"call": "sql", "args": ["SELECT 1 AS v"]}, "y": {"call": "sql", "args": ["SELECT 2 AS v"]}, "n": {"call": "sql", "over": ["x", "y"], "args": ["SELECT x.v - y.v AS d FROM x, y"]}}""",
            """{"y": {"call": "sql", "args": ["SELECT 1 AS v"]}, "x": {"call": "sql", "args": ["SELECT 2 AS v"]}, "n": {"call": "sql", "over": ["y", "x"], "args": ["SELECT x.v - y.v AS d FROM x, y"]}}""",
            """{"a": {"call": "sql", "args": ["SELECT 1 AS v"]}, "b": {"call": "sql", "args": ["SELECT 2 AS v"]}, "n": {"call": "sql", "over": ["a", "b"], "args": ["SELECT x.v - y.v AS d FROM x, y"]}}""",
        ],
        ["names that SQL cannot tell apart are refused"] = ["""{"a": {"read": {"dataset": "sales"}}, "b": {"read": {"dataset": "flat"}}, "n": {"call": "sql", "over": {"data": "a", "Data": "b"}, "args": ["SELECT count(*) AS n FROM data"]}}"""],
        ["a reference to items is the list of them"] = ["""{"m": {"items": [1, 2]}, "n": {"call": "math.identity", "args": [{"$ref": "m"}]}}"""],
        ["so is one to a range, within a value"] = ["""{"m": {"range": 3}, "n": {"call": "math.identity", "args": [[0, {"$ref": "m"}, {"x": {"$ref": "m"}}]]}}"""],
        ["and one to nothing"] = ["""{"m": {"items": []}, "n": {"call": "o.sum", "args": [{"$ref": "m"}]}}"""],
        ["a table is no value"] = ["""{"t": {"read": {"dataset": "flat"}}, "n": {"call": "math.identity", "args": [{"$ref": "t"}]}}"""],
        ["records are a table"] = ["""{"l": {"items": [{"k": 1}, {"k": null}]}, "n": {"call": "o.count", "args": [{"$ref": "l"}]}}"""],
        ["and so is what a map gave"] = ["""{"r": {"range": 4}, "l": {"map": "o.row", "over": "r"}, "n": {"call": "o.count", "args": [{"$ref": "l"}]}}"""],
        ["items may be other nodes' values"] = ["""{"a": {"call": "math.square", "args": [2]}, "b": {"call": "math.square", "args": [3]}, "l": {"items": [{"$ref": "a"}, {"$ref": "b"}, 1]}, "n": {"reduce": "math.add", "over": "l"}, "z": {"zip": {}, "over": ["l", "l"]}}"""],
        ["records of many fields are wide"] = ["""{"r": {"range": 2}, "w": {"map": "o.fields", "over": "r", "args": [300]}, "n": {"call": "sql", "over": "w", "args": ["SELECT sum(c0) AS a, sum(c299) AS b FROM input"]}, "all": {"map": "sql", "over": "w", "args": ["SELECT * FROM input"]}}"""],
        ["numbers and texts of records keep their types"] = ["""{"l": {"items": [{"d": {"$double": "Infinity"}, "t": "2024-01-05", "n": -1}, {"d": 3.0, "t": "12", "n": 4}]}, "n": {"call": "sql", "over": "l", "args": ["SELECT * FROM input"]}, "e": {"map": "sql", "over": "l", "args": ["SELECT * FROM input"]}, "r": {"reduce": "sql", "over": "e", "args": ["SELECT * FROM input"]}}"""],
        ["nothing goes together with nothing"] = ["""{"r": {"range": 0}, "z": {"zip": {}, "over": ["r", "r"]}, "m": {"map": "o.minus", "over": ["r", "r"]}, "t": {"take": 1, "over": "r"}, "k": {"map": "o.add", "over": {"a": "t", "b": "t"}}}"""],
        ["nor do empty lists"] = ["""{"r": {"range": 0}, "f": {"foldBy": "o.add", "over": "r", "by": "o.mod3"}, "z": {"zip": {}, "over": ["f", "f"]}, "p": {"mapPartitions": "o.odds", "over": "r"}, "q": {"zip": {}, "over": ["p", "p"]}}"""],
        ["nor does one thing with nothing"] = ["""{"r": {"range": 0}, "o": {"range": 1}, "z": {"zip": {}, "over": ["r", "o"]}, "y": {"zip": {}, "over": ["o", "r"]}, "n": {"count": {}, "over": "z"}}"""],
        ["no partition is left of a read"] = ["""{"l": {"read": {"dataset": "sales", "where": [[["m", "==", 9]]]}}, "f": {"read": {"dataset": "flat"}}, "n": {"map": "sql", "over": ["f", "l"], "args": ["SELECT count(*) AS n FROM f, l"]}}"""],
        ["a read waits for a write behind a list that is counted first"] =
        [
            """{"r": {"range": 5}, "f": {"foldBy": "o.add", "over": "r", "by": "o.mod3"}, "m": {"map": "sql", "over": "f", "args": ["SELECT value FROM input"]}, "w": {"write": {"dataset": "behind", "mode": "replace"}, "over": "m"}, "d": {"read": {"dataset": "behind"}, "after": ["w"]}, "n": {"call": "sql", "over": "d", "args": ["SELECT sum(value) AS v FROM input"]}}""",
            """{"r": {"range": 9}, "f": {"foldBy": "o.add", "over": "r", "by": "o.mod3"}, "m": {"map": "sql", "over": "f", "args": ["SELECT value FROM input"]}, "w": {"write": {"dataset": "behind", "mode": "replace"}, "over": "m"}, "d": {"read": {"dataset": "behind"}, "after": ["w"]}, "n": {"call": "sql", "over": "d", "args": ["SELECT sum(value) AS v FROM input"]}}""",
        ],
        ["an alias holds behind another query"] = ["""{"t": {"read": {"dataset": "sales"}}, "a": {"map": "sql", "over": {"x": "t"}, "args": ["SELECT v FROM x"]}, "b": {"map": "sql", "over": {"y": "a"}, "args": ["SELECT v + 1 AS v FROM y"]}, "c": {"reduce": "sql", "over": {"z": "b"}, "splitEvery": 2, "args": ["SELECT sum(v) AS v FROM z"]}, "d": {"map": "sql", "over": {"e": "c"}, "args": ["SELECT v AS n FROM e"]}}"""],
        ["and of a fold over a choice of columns"] = ["""{"t": {"read": {"dataset": "sales", "columns": ["v"]}}, "n": {"reduce": "sql", "over": {"r": "t"}, "splitEvery": 2, "args": ["SELECT sum(v) AS v FROM r"]}}"""],
        ["kinds of numbers survive storage"] = ["""{"l": {"items": [3.0, -0.0, {"$double": "NaN"}, {"$decimal": "12.50"}, "NaN", 3, [3.0, {"x": {"$decimal": "2"}}]]}, "s": {"map": "math.identity", "over": "l", "keep": true}, "k": {"map": "o.kind", "over": "s"}, "c": {"call": "math.identity", "args": [{"$ref": "s"}], "keep": true}, "p": {"map": "o.kind", "over": "c"}}"""],
        ["NaN is the least number"] = ["""{"r": {"range": 40}, "d": {"map": "o.odd", "over": "r"}, "t": {"topK": 5, "over": "d"}, "u": {"topK": {"count": 5, "ascending": true}, "over": "d"}, "k": {"map": "o.kind", "over": "t"}}"""],
        ["numbers are in order exactly"] = ["""{"l": {"items": [9007199254740992.0, 9007199254740993, 9007199254740992, 9007199254740991.0, {"$decimal": "9007199254740992.5"}, {"$double": "NaN"}, -1.5]}, "t": {"topK": 9, "over": "l"}, "u": {"topK": {"count": 4, "ascending": true}, "over": "l"}}"""],
        ["kinds of numbers make columns"] = ["""{"r": {"range": 6}, "f": {"foldBy": "o.add", "over": "r", "by": "o.odd", "keep": true}, "n": {"call": "sql", "over": "f", "args": ["SELECT * FROM input"]}, "w": {"write": {"dataset": "keys", "mode": "replace"}, "over": "f"}, "d": {"read": {"dataset": "keys"}, "after": ["w"]}}"""],
        ["values of several kinds are their JSON"] = ["""{"l": {"items": [{"k": 3.0}, {"k": "ä\"\n"}, {"k": {"$double": "NaN"}}, {"k": true}, {"k": {"$decimal": "12.50"}}, {"k": 7}, {}]}, "n": {"map": "sql", "over": "l", "args": ["SELECT * FROM input"]}, "c": {"call": "sql", "over": "l", "args": ["SELECT * FROM input"]}}"""],
        ["no list of typed records is a table without columns"] = ["""{"l": {"items": [0, 5]}, "e": {"map": "o.rows", "over": "l"}, "n": {"map": "sql", "over": "e", "args": ["SELECT count(*) AS n, max(v) AS v FROM input"]}, "c": {"call": "sql", "over": "e", "args": ["SELECT * FROM input"]}, "r": {"reduce": "sql", "over": "e", "args": ["SELECT * FROM input"]}, "s": {"map": "o.count", "over": "e"}}"""],
        ["nor is none at all"] = ["""{"l": {"range": 0}, "e": {"map": "o.row", "over": "l"}, "c": {"call": "sql", "over": "e", "args": ["SELECT * FROM input"]}, "r": {"reduce": "sql", "over": "e", "args": ["SELECT count(*) AS n FROM input"]}}"""],
        ["nor what a filter left of records"] = ["""{"l": {"items": [{"k": 1, "v": null, "s": "a"}]}, "e": {"filter": "o.isFull", "over": "l"}, "c": {"call": "sql", "over": "e", "args": ["SELECT * FROM input"]}, "r": {"reduce": "sql", "over": "e", "args": ["SELECT * FROM input"]}}"""],
        ["a read of no partition has its dataset's columns"] = ["""{"l": {"read": {"dataset": "sales", "columns": ["v", "s"], "where": [[["m", "==", 9]]]}}, "n": {"call": "sql", "over": "l", "args": ["SELECT * FROM input"]}, "r": {"reduce": "sql", "over": "l", "args": ["SELECT count(*) AS n FROM input"]}, "c": {"call": "o.count", "args": [{"$ref": "l"}]}}"""],
        ["also where it is stored, and beside others"] = ["""{"l": {"read": {"dataset": "bins", "columns": ["b"], "where": [[["b", "==", 9]]]}}, "f": {"read": {"dataset": "flat"}}, "k": {"take": 0, "over": "f"}, "n": {"call": "sql", "over": {"y": "f", "_": "l"}, "args": ["SELECT count(*) AS n, (SELECT count(b) FROM _) AS m FROM y"]}, "r": {"reduce": "sql", "over": "l", "args": ["SELECT * FROM input"]}, "z": {"call": "sql", "over": "k", "args": ["SELECT * FROM input"]}, "l2": {"take": 1, "over": "l"}}"""],
        ["a write of no item is a dataset without a partition"] = ["""{"l": {"items": []}, "w": {"write": {"dataset": "nothing", "mode": "replace"}, "over": "l"}, "d": {"read": {"dataset": "nothing"}, "after": ["w"]}}"""],
        ["sums of whole numbers are HUGEINT between nodes"] = ["""{"l": {"read": {"dataset": "flat"}}, "s": {"map": "sql", "over": "l", "args": ["SELECT sum(v) AS v FROM input"], "keep": true}, "t": {"map": "sql", "over": "s", "args": ["SELECT typeof(v) AS t, v FROM input"]}, "u": {"reduce": "sql", "over": "s", "args": ["SELECT typeof(v) AS t FROM input"]}}"""],
        ["an element is another table beside other records"] =
        [
            """{"l": {"items": [{"k": 1}, {"k": 2}]}, "n": {"map": "sql", "over": "l", "args": ["SELECT * FROM input"]}}""",
            """{"l": {"items": [{"k": 1}, {"k": 2}, {"k": 3, "x": "a"}]}, "n": {"map": "sql", "over": "l", "args": ["SELECT * FROM input"]}}""",
            """{"l": {"items": [{"k": 1}, {"k": 2}, {"k": 0.5}]}, "n": {"map": "sql", "over": "l", "args": ["SELECT * FROM input"]}}""",
        ],
        ["a part of what a unit stored is found again"] =
        [
            """{"l": {"items": [1, 2, 3, 4, 5, 6, 7, 8]}, "m": {"map": "o.mix", "over": "l", "keep": true}}""",
            """{"l": {"items": [2, 9, 3]}, "m": {"map": "o.mix", "over": "l", "keep": true}, "n": {"map": "o.text", "over": "m", "keep": true}, "s": {"call": "o.sum", "args": [{"$ref": "m"}]}, "t": {"reduce": "o.join", "over": "n"}}""",
            """{"l": {"items": [3]}, "m": {"map": "o.mix", "over": "l", "keep": true}, "n": {"map": "o.text", "over": "m", "keep": true}, "s": {"call": "o.sum", "args": [{"$ref": "m"}]}}""",
        ],
        ["one element goes with all, and what is fused behind it sees them all"] =
        [
            """{"one": {"range": {"from": 5, "count": 1}}, "many": {"range": 100}, "m": {"map": "o.add", "over": ["one", "many"]}, "n": {"reduce": "o.add", "over": "m"}}""",
            """{"one": {"range": {"from": 5, "count": 1}}, "many": {"range": 100}, "m": {"map": "o.add", "over": ["one", "many"]}, "n": {"topK": 3, "over": "m"}}""",
            """{"one": {"range": {"from": 5, "count": 1}}, "many": {"range": 300}, "m": {"map": "o.add", "over": ["one", "many"]}, "n": {"foldBy": "o.add", "by": "o.mod3", "over": "m"}}""",
            """{"one": {"range": {"from": 5, "count": 1}}, "many": {"range": 300}, "m": {"map": "o.add", "over": ["one", "many"]}, "n": {"mapPartitions": "o.twice", "over": "m"}}""",
            """{"one": {"range": {"from": 5, "count": 1}}, "none": {"range": 0}, "m": {"map": "o.add", "over": ["one", "none"]}, "n": {"count": {}, "over": "m"}}""",
            """{"one": {"range": {"from": 5, "count": 1}}, "many": {"range": 300}, "m": {"map": "o.add", "over": ["one", "many"]}, "r": {"map": "o.row", "over": "m"}, "w": {"write": {"dataset": "pairs", "mode": "replace"}, "over": "r"}, "d": {"read": {"dataset": "pairs"}, "after": ["w"]}, "n": {"call": "sql", "over": "d", "args": ["SELECT count(*) AS n, sum(v) AS v FROM input"]}}""",
            """{"l": {"range": 300}, "r": {"range": {"from": 7, "count": 300}}, "m": {"map": "o.add", "over": ["l", "r"]}, "k": {"map": "o.row", "over": "m"}, "w": {"write": {"dataset": "pairs", "mode": "replace"}, "over": "k"}, "d": {"read": {"dataset": "pairs"}, "after": ["w"]}, "n": {"call": "sql", "over": "d", "args": ["SELECT count(*) AS n, sum(v) AS v FROM input"]}}""",
            """{"f": {"read": {"dataset": "flat"}}, "g": {"read": {"dataset": "regions"}}, "x": {"map": "sql", "over": ["f", "g"], "args": ["SELECT (SELECT count(*) FROM f) - 2 * (SELECT count(*) FROM g) AS d"]}, "n": {"reduce": "sql", "over": "x", "args": ["SELECT * FROM input"]}}""",
        ],
        ["and behind a method"] = ["""{"r": {"range": 3}, "a": {"map": "o.row", "over": "r"}, "b": {"map": "sql", "over": {"y": "a"}, "args": ["SELECT k FROM y"]}, "c": {"reduce": "sql", "over": {"z": "b"}, "splitEvery": 2, "args": ["SELECT sum(k) AS k FROM z"]}}"""],
    };

    public static TheoryData<string> Names => [.. Found.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_DocumentThatWasWrong_GivesWhatPlainLoopsGive(string name)
    {
        foreach (var nodes in Found[name].Select(n => JsonNode.Parse(n)!.AsObject()))
        {
            var outputs = new JsonArray([.. nodes.Select(n => (JsonNode)n.Key).Skip(1)]);
            var document = new JsonObject { ["version"] = 1, ["name"] = "found", ["nodes"] = nodes, ["outputs"] = outputs };
            foreach (var way in new[] { Way.Plain, Way.Eager, Way.Alike, Way.Killed }) Assert.Null(await found.Lane.CheckAsync(document, seed: 1, way));
            // What no one asks for is not stored: other nodes run in one task.
            document["outputs"] = new JsonArray(nodes.Last().Key);
            Assert.Null(await found.Lane.CheckAsync(document, seed: 1, Way.Plain));
        }
    }
}

/// <summary>One lane for all of them.</summary>
public sealed class FoundLane : IAsyncLifetime
{
    internal Lane Lane { get; private set; } = null!;

    public async Task InitializeAsync() => Lane = await Lane.StartAsync();

    public async Task DisposeAsync() => await Lane.DisposeAsync();
}
