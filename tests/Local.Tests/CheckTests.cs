using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary><c>serverless check</c>, and what a job file may hold beside JSON.</summary>
public sealed class CheckTests : IDisposable
{
    private const string Job = """
        {
          // Numbers, and what they come to.
          "version": 1, "name": "sums",
          "nodes": {
            "numbers": { "items": [{ "n": 1 }, { "n": 5 }] },
            "sums": { "call": "sql", "over": "numbers", "args": { "query": { "$file": "sql/sum.sql" } } },
          },
          "outputs": ["sums"],
        }
        """;

    private readonly TempFolder _folder = new();

    public CheckTests() => Directory.CreateDirectory(_folder.Of("sql"));

    [Fact]
    public async Task Check_JobWithCommentsAndAQueryInAFile_IsRightAndRuns()
    {
        await WriteAsync("SELECT sum(n)::BIGINT AS total\nFROM input");

        using var check = await RunAsync("check", 0);
        using var run = await RunAsync("run", 0, "--output", "json");

        Assert.Contains("right. 2 nodes, 1 output (sums)", check.Output, StringComparison.Ordinal);
        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(6, result.RootElement.GetProperty("outputs").GetProperty("sums")[0].GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Check_QueryThatIsNone_IsToldThoughItsInputIsNotKnown()
    {
        await WriteAsync("SELECT sum(n AS total\nFROM input");

        using var check = await RunAsync("check", 2, "--output", "json");

        using var result = JsonDocument.Parse(check.Output);
        var problem = Assert.Single(result.RootElement[0].GetProperty("problems").EnumerateArray());
        Assert.Equal("$.nodes.sums.args", problem.GetProperty("path").GetString());
        Assert.Contains("syntax", problem.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_folder.Of("data")), "Something was written.");
    }

    [Fact]
    public async Task Check_FileThatIsNotThere_IsNamed()
    {
        await File.WriteAllTextAsync(_folder.Of("job.json"), Job);

        using var check = await RunAsync("check", 2);

        Assert.Contains(_folder.Of("sql/sum.sql"), check.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task WriteAsync(string query)
    {
        await File.WriteAllTextAsync(_folder.Of("job.json"), Job);
        await File.WriteAllTextAsync(_folder.Of("sql/sum.sql"), query);
    }

    private async Task<ProgramRun> RunAsync(string verb, int status, params string[] more)
    {
        var run = ProgramRun.Start("serverless", [verb, _folder.Of("job.json"), "--data", _folder.Of("data"), .. more]);
        Assert.True(await run.WaitAsync() == status, run.Errors + run.Output);
        return run;
    }
}
