using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Verbs that write files of a job, or tell again what it said.</summary>
public sealed class JobFileVerbTests
{
    private static readonly string[] Functions = ["--functions", typeof(JobFileVerbTests).Assembly.Location];
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" };

    [Fact]
    public async Task Failures_OfAFailedJob_AreToldWholeAndAgain()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            {
              "version": 1, "name": "faulty", "policy": { "onError": "continue" },
              "nodes": { "numbers": { "range": { "count": 4 } }, "tens": { "map": "faulty.third", "over": "numbers" } },
              "outputs": ["tens"]
            }
            """);
        await CallAsync(["run", folder.Of("job.json"), "--data", folder.Of("data"), .. Functions], 1);
        var job = await NewestAsync(folder);

        var (said, _) = await CallAsync(["failures", job, "--data", folder.Of("data")]);
        Assert.Contains("Task tens[2] failed (UserException)", said, StringComparison.Ordinal);
        Assert.Contains("two is one too many", said, StringComparison.Ordinal);
        Assert.Contains($"serverless rerun {job} tens[2]", said, StringComparison.Ordinal);

        (said, _) = await CallAsync(["failures", job, "--data", folder.Of("data"), "--output", "json"]);
        Assert.Equal("tens[2]", (string?)Assert.Single(JsonNode.Parse(said)!.AsArray())!["task"]);
    }

    [Fact]
    public async Task Outputs_IntoFiles_AreWhole()
    {
        using var folder = new TempFolder();
        await RunTablesAsync(folder);
        var job = await NewestAsync(folder);
        string[] of = ["outputs", job, "--data", folder.Of("data")];

        await CallAsync([.. of, "big", "-o", folder.Of("big.jsonl")]);
        var lines = await File.ReadAllLinesAsync(folder.Of("big.jsonl"));
        Assert.Equal(1500, lines.Length);
        Assert.Equal(1500 * 1499 / 2, lines.Sum(line => (int)JsonNode.Parse(line)!["i"]!));

        await CallAsync([.. of, "-o", folder.Of("all"), "--format", "csv"]);
        Assert.Equal(1501, (await File.ReadAllLinesAsync(folder.Of("all/big.csv"))).Length);
        Assert.Equal("3", await File.ReadAllTextAsync(folder.Of("all/total.json")));
        Assert.Equal(2, Directory.GetFiles(folder.Of("all")).Length);

        var (said, errors) = await CallAsync([.. of, "total"]);
        Assert.Equal("total: 3", said.Trim());
        (_, errors) = await CallAsync([.. of, "big"]);
        Assert.Contains("'big' has 1,500 rows; -o FILE writes all of them", errors, StringComparison.Ordinal);
        (_, errors) = await CallAsync([.. of, "none"], 2);
        Assert.Contains("has no output 'none'. It has: big, total.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OfAJob_HasAnEventForEachUnitInALaneOfItsOwn()
    {
        using var folder = new TempFolder();
        await RunTablesAsync(folder);
        var job = await NewestAsync(folder);

        await CallAsync(["trace", job, "--data", folder.Of("data"), "-o", folder.Of("t.json")]);

        var events = JsonNode.Parse(await File.ReadAllTextAsync(folder.Of("t.json")))!["traceEvents"]!.AsArray();
        var units = events.Where(e => (string)e!["ph"]! == "X").Select(e => e!).ToList();
        Assert.True(units.Count >= 4, $"{units.Count} units");
        Assert.All(units, unit => Assert.Equal("done", (string?)unit["args"]!["state"]));
        Assert.All(units, unit => Assert.True((long)unit["ts"]! >= 0 && (long)unit["dur"]! >= 0, unit.ToJsonString()));
        // Of one lane none begins before the one before it ended.
        foreach (var lane in units.GroupBy(u => (int)u["tid"]!))
        {
            var inOrder = lane.OrderBy(u => (long)u["ts"]!).ToList();
            Assert.All(inOrder.Zip(inOrder.Skip(1)), pair => Assert.True((long)pair.First["ts"]! + (long)pair.First["dur"]! <= (long)pair.Second["ts"]! + 1));
        }
    }

    [Fact]
    public async Task New_OfWhatIsThere_WritesNothing()
    {
        using var folder = new TempFolder();
        await CallAsync(["new", "functions", folder.Of("mine")]);
        await File.WriteAllTextAsync(folder.Of("mine/job.json"), "changed");
        File.Delete(folder.Of("mine/mine.csproj"));

        var (_, errors) = await CallAsync(["new", "functions", folder.Of("mine")], 2);

        Assert.Contains("nothing was written", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Of("mine/mine.csproj")));
        Assert.Equal("changed", await File.ReadAllTextAsync(folder.Of("mine/job.json")));
        (_, errors) = await CallAsync(["new", "job", " "], 2);
        Assert.Contains("A file has a name.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mermaid", "n0([\"a.b<br/>range\"])", "n0 -.-> n1")]
    [InlineData("dot", "n0 [label=\"a.b\\nrange\", style=rounded];", "n0 -> n1 [style=dotted];")]
    public async Task Explain_AsAGraph_HasNodesAndOrder(string language, string node, string edge)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            { "version": 1, "name": "drawn", "nodes": { "a.b": { "range": 3 }, "after": { "range": 1, "after": ["a.b"] } }, "outputs": ["a.b"] }
            """);
        var (said, _) = await CallAsync(["explain", folder.Of("job.json"), "--graph", language, "--data", folder.Of("data")]);
        Assert.Contains(node, said, StringComparison.Ordinal);
        Assert.Contains(edge, said, StringComparison.Ordinal);
    }

    private static async Task RunTablesAsync(TempFolder folder)
    {
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            {
              "version": 1, "name": "tables",
              "nodes": {
                "n": { "range": 3 }, "total": { "reduce": "math.add", "over": "n" },
                "big": { "call": "sql", "args": { "query": "SELECT range AS i FROM range(1500)" } }
              },
              "outputs": ["total", "big"]
            }
            """);
        await CallAsync(["run", folder.Of("job.json"), "--data", folder.Of("data")]);
    }

    private static async Task<string> NewestAsync(TempFolder folder) =>
        (string)JsonNode.Parse((await CallAsync(["list", "--data", folder.Of("data"), "--output", "json"])).Said)!["jobs"]![0]!["id"]!;

    private static async Task<(string Said, string Errors)> CallAsync(IReadOnlyList<string> arguments, int expected = 0)
    {
        using var run = ProgramRun.Start("serverless", arguments, SmallUnits);
        var status = await run.WaitAsync();
        Assert.True(status == expected, $"{string.Join(' ', arguments)} ended with {status}:\n{run.Output}\n{run.Errors}");
        return (run.Output, run.Errors);
    }
}
