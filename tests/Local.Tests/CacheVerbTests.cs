using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests;

public sealed class CacheVerbTests : IDisposable
{
    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Verbs_AfterTwoRuns_ShowWhyDropAndCollect()
    {
        var first = await JobAsync(2);
        var second = await JobAsync(3);
        Assert.Equal((2, 0), ((int)first["nodes"]!, (int)first["reusedNodes"]!));
        Assert.Equal((2, 1), ((int)second["nodes"]!, (int)second["reusedNodes"]!));
        var job = (string)second["job"]!;

        Assert.Matches(@"squares: 100 of 100 tasks recorded, .*reused, made by", await CacheAsync("show", job));
        Assert.Matches($"since job {(string)first["job"]!} the arguments changed from .*2.* to .*3", await CacheAsync("why", job, "scaled"));
        Assert.Contains("did not run", await CacheAsync("why", job, "squares"), StringComparison.Ordinal);
        Assert.Contains("would delete: 0 results", await CacheAsync("collect", "--dry-run"), StringComparison.Ordinal);
        await CacheAsync("drop", job, "squares");
        Assert.Matches("squares: 0 of 100", await CacheAsync("show", job));
        Assert.Equal(0, (int)(await JobAsync(4))["reusedNodes"]!);
    }

    [Fact]
    public async Task Why_OfAJobThatIsNotThere_SaysSoWithStatus2()
    {
        using var run = ProgramRun.Start("serverless", ["cache", "why", "nojob", "x", "--data", _data.Of("d")]);

        Assert.Equal(2, await run.WaitAsync());
        Assert.Contains("There is no job 'nojob'", run.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonNode> JobAsync(int factor)
    {
        var file = _data.Of("job.json");
        await File.WriteAllTextAsync(
            file,
            $$"""
            { "version": 1, "name": "squares", "nodes": {
                "numbers": { "range": 100 },
                "squares": { "map": "math.square", "over": "numbers", "keep": true },
                "scaled": { "map": "math.multiply", "over": "squares", "args": [{{factor}}] } },
              "outputs": ["scaled"] }
            """);
        using var run = ProgramRun.Start("serverless", ["run", file, "--data", _data.Of("d"), "--output", "json"]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Matches(@"reused \d of 2 nodes", run.Errors);
        return JsonNode.Parse(run.Output)!;
    }

    private async Task<string> CacheAsync(params string[] arguments)
    {
        using var run = ProgramRun.Start("serverless", ["cache", .. arguments, "--data", _data.Of("d")]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
        return run.Output;
    }
}
