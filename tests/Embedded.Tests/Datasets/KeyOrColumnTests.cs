using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Testing;
using Serverless.Testing.Killing;

namespace Serverless.Embedded.Tests.Datasets;

/// <summary>A condition leaves the same rows whether it is about a partition key, which is text in a name, or about a column with the same values.</summary>
public sealed class KeyOrColumnTests
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private static readonly Dictionary<string, (string[] Values, string[] Literals)> Types = new(StringComparer.Ordinal)
    {
        ["FLOAT"] = (["0.1", "0.25", "-0.0", "'nan'", "'inf'", "16777216"], ["0.1", "0.10000000149011612", "0", "16777217"]),
        ["DOUBLE"] = (["0.1", "0.25", "-0.0", "'nan'", "1e300"], ["0.1", "0.10000000149011612", "0", "1e300"]),
        ["DECIMAL(9,2)"] = (["9.50", "10.25", "-0.01"], ["9.5", "9.499", "9.501", "9"]),
        ["BIGINT"] = (["9007199254740993", "9007199254740992", "5"], ["9007199254740992", "9007199254740993"]),
        ["HUGEINT"] = (["99999999999999999999999999999999999999", "-9", "10"], ["-9", "9"]),
        ["TIMESTAMP"] = (["'2024-01-05 10:00:00.5'", "'2024-01-05 10:00:00'"], ["\"2024-01-05 10:00:00\"", "\"2024-01-05T10:00:00.500\""]),
        ["TIMESTAMP_S"] = (["'2024-01-05 10:00:01'", "'2024-01-05 10:00:00'"], ["\"2024-01-05 10:00:00\"", "\"2024-01-05 10:00:00.5\""]),
        ["TIMESTAMP_NS"] = (["'2024-01-05 10:00:00.123456789'", "'2024-01-05 10:00:00'"], ["\"2024-01-05 10:00:00.123456789\"", "\"2024-01-05 10:00:00.123456\""]),
        ["TIMESTAMPTZ"] = (["'2024-01-05 10:00:00+02'", "'2024-01-05 10:00:00+00'"], ["\"2024-01-05T08:00:00Z\"", "\"2024-01-05 10:00:00+00\""]),
    };

    public static TheoryData<string> Names => [.. Types.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Where_OfAKeyOrOfAColumn_LeavesTheSameRows(string type)
    {
        using var folder = new TempFolder();
        await using var host = await RowsHost.StartAsync(folder.Path, 2, new KilledFiles(int.MaxValue));
        var (values, literals) = Types[type];
        var sql = string.Join(" UNION ALL ", values.Select((value, v) => $"SELECT CAST({value} AS {type}) AS k, CAST({value} AS {type}) AS x, {v} AS v"));
        Assert.Null(await host.RunAsync(Document(new JsonObject
        {
            ["q"] = new JsonObject { ["call"] = "sql", ["args"] = new JsonArray(sql) },
            ["w"] = new JsonObject { ["write"] = new JsonObject { ["dataset"] = "d", ["partitionBy"] = new JsonArray("k") }, ["over"] = "q" },
        }, ["w"]), "write"));
        var conditions = literals.SelectMany(literal => Comparisons.Select(comparison => (Comparison: comparison, Literal: literal))).ToList();
        var (nodes, outputs) = (new JsonObject(), new List<string>());
        foreach (var column in new[] { "k", "x" })
        {
            for (var c = 0; c < conditions.Count; c++)
            {
                nodes[$"r{column}{c}"] = JsonNode.Parse($$"""{ "read": { "dataset": "d", "where": [[["{{column}}", "{{conditions[c].Comparison}}", {{conditions[c].Literal}}]]] } }""");
                nodes[$"{column}{c}"] = JsonNode.Parse($$"""{ "call": "sql", "over": { "input": "r{{column}}{{c}}" }, "args": ["SELECT v FROM input"] }""");
                outputs.Add($"{column}{c}");
            }
        }

        Assert.Null(await host.RunAsync(Document(nodes, [.. outputs]), "read"));

        for (var c = 0; c < conditions.Count; c++)
        {
            var (byKey, byColumn) = (await host.OutputAsync("read", $"k{c}"), await host.OutputAsync("read", $"x{c}"));
            Assert.True(byKey.SequenceEqual(byColumn, StringComparer.Ordinal), $"{conditions[c]}: by key {string.Join(' ', byKey)}, by column {string.Join(' ', byColumn)}");
        }
    }

    private static byte[] Document(JsonObject nodes, string[] outputs) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["version"] = 1, ["name"] = "keys", ["nodes"] = nodes, ["outputs"] = new JsonArray([.. outputs.Select(output => (JsonNode)output)]) });
}
