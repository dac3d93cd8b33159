using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>A dataset of six months, and then of seven.</summary>
public sealed class AppendedMonthTests
{
    private const string Analysis = """
        "t": { "read": { "dataset": "months" } },
        "m": { "map": "sql", "over": "t", "args": { "query": "SELECT m, sum(v)::BIGINT AS v FROM input GROUP BY m" }, "keep": KEEP },
        "r": { "reduce": "sql", "over": "m", "args": { "query": "SELECT sum(v)::BIGINT AS v FROM input" } }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_AMonthIsAppended_SixPartitionsAreFoundAndOneRuns(bool keep)
    {
        using var folder = new TempFolder();
        var analysis = Analysis.Replace("KEEP", keep ? "true" : "false", StringComparison.Ordinal);
        await RunAsync(folder, Months(1, 6, "create"), "w");
        var first = await RunAsync(folder, analysis, "r");
        await RunAsync(folder, Months(7, 7, "append"), "w");

        // Other names for the same work.
        var second = await RunAsync(folder, analysis.Replace("\"t\"", "\"sales\"", StringComparison.Ordinal).Replace("\"m\":", "\"monthly\":", StringComparison.Ordinal).Replace("\"over\": \"m\"", "\"over\": \"monthly\"", StringComparison.Ordinal), "r");

        Assert.Equal((21, 28), (SumOf(first), SumOf(second)));
        // A kept map is found by itself, and so are the first groups of the reduce, which hold it otherwise; the last group takes all seven.
        Assert.Equal((keep ? 1 : 0) + 1 + 7, second.GetProperty("tasks").GetInt64());
        Assert.Equal(6, second.GetProperty("found").GetInt64());
        var again = await RunAsync(folder, analysis, "r");
        Assert.Equal((0, 28), (again.GetProperty("tasks").GetInt64(), SumOf(again)));
    }

    [Fact]
    public async Task Run_OtherColumnsOrConditions_AllRun()
    {
        using var folder = new TempFolder();
        var analysis = Analysis.Replace("KEEP", "false", StringComparison.Ordinal);
        await RunAsync(folder, Months(1, 6, "create"), "w");
        await RunAsync(folder, analysis, "r");
        await RunAsync(folder, Months(7, 7, "append"), "w");

        var columns = await RunAsync(folder, analysis.Replace("\"dataset\": \"months\"", "\"dataset\": \"months\", \"columns\": [\"v\", \"m\"]", StringComparison.Ordinal), "r");
        var where = await RunAsync(folder, analysis.Replace("\"dataset\": \"months\"", "\"dataset\": \"months\", \"where\": [[[\"v\", \">\", 2]]]", StringComparison.Ordinal), "r");

        Assert.Equal((14, 28), (columns.GetProperty("tasks").GetInt64(), SumOf(columns)));
        Assert.Equal(25, SumOf(where));
        Assert.Equal(0, where.GetProperty("found").GetInt64());
    }

    private static long SumOf(JsonElement run) => run.GetProperty("outputs").GetProperty("r")[0].GetProperty("v").GetInt64();

    // Month m has the value m.
    private static string Months(int first, int last, string mode) => $$"""
        "n": { "items": [{{string.Join(", ", Enumerable.Range(first, last - first + 1).Select(m => $$"""{ "m": {{m}}, "v": {{m}} }"""))}}] },
        "w": { "write": { "dataset": "months", "partitionBy": ["m"], "mode": "{{mode}}" }, "over": "n" }
        """;

    private static async Task<JsonElement> RunAsync(TempFolder folder, string nodes, string output)
    {
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""{ "version": 1, "name": "months", "nodes": { {{nodes}} }, "outputs": ["{{output}}"] }""");
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--output", "json"]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
