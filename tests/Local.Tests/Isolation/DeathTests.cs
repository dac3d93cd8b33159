using System.Text.Json.Nodes;
using Serverless.Testing;

namespace Serverless.Local.Tests.Isolation;

/// <summary>User code that takes its process down, run as users run it.</summary>
public sealed class DeathTests
{
    private static readonly string[] Functions = ["--functions", typeof(DeathTests).Assembly.Location];

    public static TheoryData<string, string, string> Harms => new()
    {
        { "harm.allocate", "harmed\\[\\d\\]", "signal 9 \\(SIGKILL\\), peak \\d+ MiB, limit \\d+ MiB" },
        { "harm.crash", "harmed\\[2\\]", "signal (11 \\(SIGSEGV\\)|6 \\(SIGABRT\\)), peak \\d+ MiB, limit \\d+ MiB" },
        { "harm.leave", "harmed\\[\\d\\]", "left with exit status 97, peak \\d+ MiB, limit \\d+ MiB" },
    };

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task Run_TaskKillsItsProcess_NamesTaskPeakAndLimitAndGivesTheOtherOutputs(string function, string task, string says)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "harm", "policy": { "onError": "continue" },
              "nodes": {
                "numbers": { "range": { "count": 4 } },
                "harmed": { "map": "{{function}}", "over": "numbers" },
                "squares": { "map": "math.square", "over": "numbers" }
              },
              "outputs": ["harmed", "squares"]
            }
            """);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--memory", "320MiB", "--output", "json", .. Functions]);

        Assert.True(await run.WaitAsync() == 1, run.Errors);
        Assert.Matches($"Task {task} failed", run.Errors);
        Assert.Matches($"its process died twice.*quarantined.*{says}", run.Errors);
        Assert.Contains(function, run.Errors, StringComparison.Ordinal);
        Assert.Contains("serverless rerun", run.Errors, StringComparison.Ordinal);
        var outputs = JsonNode.Parse(run.Output)!["outputs"]!.AsObject();
        Assert.Equal("[0,1,4,9]", outputs["squares"]!.ToJsonString());
        Assert.False(outputs.ContainsKey("harmed"));
    }

    [Fact]
    public async Task Run_UnitRunsInAProcessOfItsOwn_ItsStorageOperationsCountWithTheJobs()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "harm",
              "nodes": { "stored": { "call": "harm.thenStore", "args": [ 7, "{{folder.Path}}" ] } },
              "outputs": ["stored"]
            }
            """);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), "--output", "json", .. Functions]);

        Assert.True(await run.WaitAsync() == 0, run.Errors);
        Assert.Contains("it runs alone", run.Errors, StringComparison.Ordinal);
        var root = JsonNode.Parse(run.Output)!;
        Assert.Equal("7", root["outputs"]!["stored"]!.ToJsonString());
        // What its own process wrote of it is a handful; each of the streams is a write in the other one.
        Assert.InRange((long)root["storageOperations"]!["writes"]!, 20, 40);
    }
}
