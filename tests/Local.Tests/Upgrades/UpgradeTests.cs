using System.IO.Compression;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Local.Tests.Upgrades;

/// <summary>What a build before this one left in <c>--data</c> is opened, continued and reused. The folders beside this file are what earlier builds wrote; their READMEs say how.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const string Lease = "cli-bf705a4e640e4043bf4bf01838c3b2f8.gate";

    private readonly TempFolder _folder = new();

    public UpgradeTests() => ZipFile.ExtractToDirectory(DocumentOf("data.zip"), _folder.Of("data"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task List_HubOfAnEarlierBuild_HasItsJobsAndHowTheyEnded()
    {
        using var list = JsonDocument.Parse(await CallAsync(0, "list", "--output", "json"));

        var jobs = list.RootElement.GetProperty("jobs").EnumerateArray().Select(j => $"{j.GetProperty("name")} {j.GetProperty("status")}");
        Assert.Equal(["gated running", "greedy failed", "totals done", "numbers done"], jobs);
    }

    [Fact]
    public async Task Outputs_JobOfAnEarlierBuild_AreReadWithoutRunningAnything()
    {
        var output = await CallAsync(0, "outputs", "01m8pyh78m2e5yt20sag");

        Assert.Contains("answer: 161702", output, StringComparison.Ordinal);
        Assert.Contains("feb", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SameDocument_ReusesEveryResultOfTheEarlierBuild()
    {
        using var run = JsonDocument.Parse(await CallAsync(0, "run", DocumentOf("totals.json"), "--output", "json"));

        Assert.Equal(0, run.RootElement.GetProperty("tasks").GetInt64());
        Assert.Equal(6, run.RootElement.GetProperty("reusedNodes").GetInt32());
        Assert.Equal(161702, run.RootElement.GetProperty("outputs").GetProperty("answer").GetInt64());
        Assert.Equal([120, 30], run.RootElement.GetProperty("outputs").GetProperty("totals").EnumerateArray().Select(r => r.GetProperty("n").GetInt64()));
    }

    [Fact]
    public async Task Run_JobThatWasKilled_GoesOnInItsOwnHubAndRunsTheLastNodeAlone()
    {
        // Given back until it has run out by itself, a year after it was taken.
        await CallAsync(null, "semaphores", "release", "gate", Lease, "--fence", "1");

        using var run = JsonDocument.Parse(await CallAsync(0, "run", DocumentOf("gated.json"), "--output", "json"));

        Assert.Equal("01m8pyhtnx497h4gvn1y", run.RootElement.GetProperty("job").GetString());
        Assert.Equal(66420, run.RootElement.GetProperty("outputs").GetProperty("gated").GetInt64());
    }

    [Fact]
    public async Task Resume_JobThatFailed_RunsWhatItDidNotFinish()
    {
        await CallAsync(null, "semaphores", "release", "gate", Lease, "--fence", "1");
        await CallAsync(0, "semaphores", "set", "gate", "--limit", "2", "--resize");

        var output = await CallAsync(0, "resume", "01m8pyhhdn56fcfzys6m");

        Assert.Contains("gated: 28365", output, StringComparison.Ordinal);
        using var status = JsonDocument.Parse(await CallAsync(0, "status", "01m8pyhhdn56fcfzys6m-r1", "--output", "json"));
        Assert.Equal(1, status.RootElement.GetProperty("totals").GetProperty("tasks").GetInt64());
    }

    [Fact]
    public async Task Run_AppendToADatasetOfAnEarlierBuild_AddsRowsThatItsReadersSee()
    {
        var append = (await File.ReadAllTextAsync(DocumentOf("numbers.json"))).Replace("\"partitionBy\"", "\"mode\": \"append\", \"partitionBy\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.Of("append.json"), append);
        await CallAsync(0, "run", _folder.Of("append.json"));

        using var run = JsonDocument.Parse(await CallAsync(0, "run", DocumentOf("totals.json"), "--output", "json"));

        Assert.Equal([240, 60], run.RootElement.GetProperty("outputs").GetProperty("totals").EnumerateArray().Select(r => r.GetProperty("n").GetInt64()));
        // What does not read the dataset is as it was.
        Assert.Equal(161702, run.RootElement.GetProperty("outputs").GetProperty("answer").GetInt64());
        Assert.Equal(4, run.RootElement.GetProperty("reusedNodes").GetInt32());
    }

    private static string DocumentOf(string file) => RepositoryRoot.Of("tests", "Local.Tests", "Upgrades", "before-house", file);

    private async Task<string> CallAsync(int? expected, params string[] arguments)
    {
        using var run = ProgramRun.Start("serverless", [.. arguments, "--data", _folder.Of("data")]);
        var status = await run.WaitAsync();
        Assert.True(expected is null || status == expected, run.Errors);
        return run.Output;
    }
}
