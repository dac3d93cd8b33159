using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Parameters from the command line to the query, and back to anyone who looks at the job.</summary>
public sealed class ParameterTests
{
    private static readonly string[] Given =
    [
        "--param", "day=2026-11-30", "--param", "at=2026-11-30 17:30", "--param", "moment=2026-11-30T17:30:00+01:00", "--param", "price=1.50", "--param", "n=7",
        "--param", "f=2", "--param", "yes=true", "--param", "name=x'; DROP TABLE \"y\" --", "--param", "days=2026-11-30,2026-12-01", "--param", "names=[\"a,b\"]",
    ];

    private const string Types =
        "SELECT typeof($day) d, typeof($at) a, typeof($moment) m, typeof($price) p, typeof($n) n, typeof($f) f, typeof($yes) y, "
        + "typeof($name) s, typeof($days) l, typeof($names) t";

    private const string Values =
        "SELECT $day + 1 = DATE '2026-12-01' d, $at = TIMESTAMP '2026-11-30 17:30:00' a, $moment = TIMESTAMPTZ '2026-11-30 16:30:00+00' m, "
        + "$price = 1.5 p, $n * 6 = 42 n, $f / 4 = 0.5 f, $yes y, $name s, $days[2] = DATE '2026-12-01' l, $names[1] t";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_EveryType_ReachesTheQueryAsAValueOfItsOwnType(bool isEager)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            { "version": 1, "name": "types",
              "parameters": {
                "day": { "type": "date" }, "at": { "type": "timestamp" }, "moment": { "type": "instant" }, "price": { "type": "decimal" }, "n": { "type": "integer" }, "f": { "type": "number" },
                "yes": { "type": "boolean" }, "name": { "type": "string" }, "days": { "type": "list", "of": "date" }, "names": { "type": "list", "of": "string" } },
              "nodes": {
                "types": { "call": "sql", "args": { "query": "{{Types}}" } },
                "values": { "call": "sql", "args": { "query": "{{Values}}" } } },
              "outputs": ["types", "values"] }
            """);

        var (status, output, errors) = await CallAsync(["run", folder.Of("job.json"), "--data", folder.Of("data"), "--output", "json", .. isEager ? ["--eager"] : (string[])[], .. Given]);

        Assert.True(status == 0, errors);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(
            """[{"d":"DATE","a":"TIMESTAMP","m":"TIMESTAMP WITH TIME ZONE","p":"DECIMAL(38,2)","n":"BIGINT","f":"DOUBLE","y":"BOOLEAN","s":"VARCHAR","l":"DATE[]","t":"VARCHAR[]"}]""",
            JsonSerializer.Serialize(json.RootElement.GetProperty("outputs").GetProperty("types")));
        Assert.Equal("2026-11-30", json.RootElement.GetProperty("params").GetProperty("day").GetString());
        var values = json.RootElement.GetProperty("outputs").GetProperty("values")[0];
        Assert.All("dampnfyl", name => Assert.True(values.GetProperty(name.ToString()).GetBoolean(), $"{name}"));
        Assert.Equal(("x'; DROP TABLE \"y\" --", "a,b"), (values.GetProperty("s").GetString(), values.GetProperty("t").GetString()));
    }

    [Fact]
    public async Task Run_OneValueChanged_ComputesOnlyWhatUsesItAgain()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder);

        var (status, _, errors) = await RunAsync(folder, "--param", "n=1");
        Assert.True(status == 0, errors);
        (status, var output, errors) = await RunAsync(folder, "--param", "n=2");

        Assert.True(status == 0, errors);
        Assert.Contains("chosen: m = 5, n = 2", errors, StringComparison.Ordinal);
        // Of three nodes one names n, and one is made of that.
        Assert.Contains("2 tasks in", errors, StringComparison.Ordinal);
        Assert.Contains("1 tasks found finished", errors, StringComparison.Ordinal);
        Assert.Contains("20", output, StringComparison.Ordinal);
        Assert.Contains("0 tasks in", (await RunAsync(folder, "--param", "n=1", "--param", "m=5")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnfinishedJobOfOtherValues_StaysAndTheOneOfTheSameValuesGoesOn()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder);
        var (status, output, errors) = await CallAsync(["submit", folder.Of("job.json"), "--data", folder.Of("data"), "--param", "n=1"]);
        Assert.True(status == 0, errors);
        var job = output.Trim();

        (status, _, errors) = await RunAsync(folder, "--param", "n=2");
        Assert.True(status == 0, errors);
        Assert.Contains($"Suspended, not finished: {job}", errors, StringComparison.Ordinal);
        (status, _, errors) = await RunAsync(folder, "--param", "n=1");
        Assert.True(status == 0, errors);
        Assert.Contains($"continuing job {job}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbs_OnAJob_ShowItsValues()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder);
        await File.WriteAllTextAsync(folder.Of("values.json"), """
            { // as people write it
              "n": 3, "m": 6, }
            """);
        string[] data = ["--data", folder.Of("data")];

        var (status, plan, errors) = await CallAsync(["explain", folder.Of("job.json"), .. data, "--params", folder.Of("values.json"), "--param", "m=7"]);
        Assert.True(status == 0, errors);
        Assert.Contains("m = 7, n = 3", plan, StringComparison.Ordinal);
        (status, _, errors) = await RunAsync(folder, "--params", folder.Of("values.json"), "--param", "m=7");
        Assert.True(status == 0, errors);
        var job = (await CallAsync(["list", .. data])).Output.Split(' ')[0];

        foreach (var verb in (string[][])[["status", job], ["outputs", job], ["explain", job], ["rerun", job, "chosen[0]"], ["watch", job]])
        {
            (status, var output, errors) = await CallAsync([.. verb, .. data]);
            Assert.True(status == 0, errors);
            Assert.Contains("m = 7, n = 3", output + errors, StringComparison.Ordinal);
        }
        using var view = JsonDocument.Parse((await CallAsync(["status", job, .. data, "--output", "json"])).Output);
        Assert.Equal("""{"m":7,"n":3}""", JsonSerializer.Serialize(view.RootElement.GetProperty("params")));
    }

    [Fact]
    public async Task Run_WrongValues_AreListedTogetherAndNothingIsWritten()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder);

        var (status, _, errors) = await RunAsync(folder, "--param", "mm=1", "--param", "m=one");

        Assert.Equal(2, status);
        Assert.Contains("3 problems", errors, StringComparison.Ordinal);
        Assert.Contains("There is no parameter 'mm'; there are: n, m. Did you mean 'm'?", errors, StringComparison.Ordinal);
        Assert.Contains("Parameter 'm' takes an integer such as 42, not \"one\".", errors, StringComparison.Ordinal);
        Assert.Contains("Parameter 'n' needs a value, an integer such as 42:", errors, StringComparison.Ordinal);
        Assert.Contains("On the command line: --param n=VALUE.", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Of("data")), "Something was written.");
    }

    [Theory]
    [InlineData("write NAME=VALUE", "--param", "n")]
    [InlineData("write NAME=VALUE", "--param", "=1")]
    [InlineData("given twice", "--param", "n=1", "--param", "n=1")]
    [InlineData("cannot be read", "--params", "no-such.json")]
    [InlineData("no JSON object", "--params", "list.json")]
    public async Task Run_NoValueAtAll_IsRefused(string reason, params string[] options)
    {
        using var folder = new TempFolder();
        await WriteAsync(folder);
        await File.WriteAllTextAsync(folder.Of("list.json"), "[1]");

        var (status, _, errors) = await RunAsync(folder, [.. options.Select(o => o.EndsWith(".json", StringComparison.Ordinal) ? folder.Of(o) : o)]);

        Assert.Equal(2, status);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FilesThatComeBefore_GetTheValuesThatTheyDeclare()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("first.json"), """
            { "version": 1, "name": "first", "parameters": { "to": { "type": "string" }, "n": { "type": "integer" } },
              "nodes": { "i": { "items": [{ "a": { "$param": "n" } }] }, "w": { "write": { "dataset": { "$text": ["made-", { "$param": "to" }] }, "mode": "replace" }, "over": "i" } }, "outputs": ["w"] }
            """);
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            { "version": 1, "name": "second", "after": ["first.json"], "parameters": { "to": { "type": "string" } },
              "nodes": { "r": { "read": { "dataset": { "$text": ["made-", { "$param": "to" }] }, "where": [[["a", ">", 0]]] } }, "s": { "reduce": "sql", "over": "r", "args": { "query": "SELECT sum(a)::BIGINT AS a, $to AS to_ FROM input GROUP BY ALL" } } },
              "outputs": ["s"] }
            """);

        var (status, output, errors) = await RunAsync(folder, "--param", "to=x", "--param", "n=41", "--output", "json");

        Assert.True(status == 0, errors);
        Assert.Contains("\"a\": 41", output, StringComparison.Ordinal);
        Assert.Contains("\"to_\": \"x\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FlightsOfAMonth_AreThoseOfTheMonthGiven()
    {
        using var folder = new TempFolder();
        var sample = RepositoryRoot.Of("samples", "flights", "month.json");

        var (status, output, errors) = await CallAsync(["run", sample, "--data", folder.Of("data"), "--output", "json", "--param", "month=3", "--param", "miles=1000"]);

        Assert.True(status == 0, errors);
        using var json = JsonDocument.Parse(output);
        var outputs = json.RootElement.GetProperty("outputs");
        Assert.Equal("flights-03", outputs.GetProperty("saved").GetProperty("dataset").GetString());
        Assert.Equal([0, 1000, 2000, 3000, 4000], outputs.GetProperty("bands").EnumerateArray().Select(b => b.GetProperty("miles").GetInt32()));
        Assert.Equal(await FlightsInMarchAsync(folder), outputs.GetProperty("bands").EnumerateArray().Sum(b => b.GetProperty("flights").GetInt64()));
    }

    // Counted in the file itself, by a document without parameters, datasets and predicates.
    private static async Task<long> FlightsInMarchAsync(TempFolder folder)
    {
        await File.WriteAllTextAsync(folder.Of("march.json"), $$"""
            { "version": 1, "name": "march", "nodes": {
                "raw": { "read": { "files": [{{JsonSerializer.Serialize(RepositoryRoot.Of("samples", "flights", "data", "flights-3m.parquet"))}}] } },
                "march": { "call": "sql", "over": "raw", "args": { "query": "SELECT count(delay) AS n FROM input WHERE month(date) = 3" } } },
              "outputs": ["march"] }
            """);
        var (status, output, errors) = await CallAsync(["run", folder.Of("march.json"), "--data", folder.Of("data"), "--output", "json"]);
        Assert.True(status == 0, errors);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("outputs").GetProperty("march")[0].GetProperty("n").GetInt64();
    }

    private static Task WriteAsync(TempFolder folder) => File.WriteAllTextAsync(folder.Of("job.json"), """
        { "version": 1, "name": "chosen", "parameters": { "n": { "type": "integer" }, "m": { "type": "integer", "default": 5 } },
          "nodes": {
            "same": { "call": "sql", "args": { "query": "SELECT $m AS m" } },
            "chosen": { "call": "sql", "args": { "query": "SELECT $n * 5 AS n" } },
            "made": { "call": "sql", "over": "chosen", "args": { "query": "SELECT n * 2 AS n FROM input" } } },
          "outputs": ["same", "made"] }
        """);

    private static Task<(int Status, string Output, string Errors)> RunAsync(TempFolder folder, params string[] options) => CallAsync(["run", folder.Of("job.json"), "--data", folder.Of("data"), .. options]);

    private static async Task<(int Status, string Output, string Errors)> CallAsync(string[] arguments)
    {
        using var run = ProgramRun.Start("serverless", arguments);
        return (await run.WaitAsync(), run.Output, run.Errors);
    }
}
