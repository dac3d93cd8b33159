using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>A failed job goes on with another build of its functions: what was finished stays, and what the new code gives is no one else's.</summary>
public sealed class ResumeTests
{
    private const string Document = """
        {
          "version": 1, "name": "brittle", "policy": { "onError": "continue", "retries": 0 },
          "nodes": {
            "n": { "range": { "count": 4 } },
            "scaled": { "map": "brittle.scale", "over": "n" },
            "sum": { "reduce": "brittle.sum", "over": "scaled" }
          },
          "outputs": ["scaled", "sum"]
        }
        """;

    private static readonly string Faulty = typeof(ResumeTests).Assembly.Location;
    private static readonly string Mended = Path.Combine(AppContext.BaseDirectory, "Serverless.TestFunctions.Fixed.dll");

    [Fact]
    public async Task Resume_WithAnotherBuild_KeepsWhatIsFinishedAndRunsTheRestWithIt()
    {
        using var folder = new TempFolder();
        var job = await FailAsync(folder);

        var (status, output, errors) = await CallAsync(folder, Mended, "resume", job);

        Assert.True(status == 0, errors);
        Assert.Contains("scaled: [0,10,2000,30]", output, StringComparison.Ordinal);
        Assert.Contains("sum: 2040", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterAResumptionWithAnotherBuild_FindsNothingOfThatBuild()
    {
        using var folder = new TempFolder();
        var job = await FailAsync(folder);
        await CallAsync(folder, Mended, "resume", job);

        var (status, _, errors) = await CallAsync(folder, Faulty, "run", folder.Of("job.json"));
        Assert.Equal(1, status);
        Assert.Contains("two is one too many", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_WithTheSameBuild_SharesItsResults()
    {
        using var folder = new TempFolder();
        var job = await FailAsync(folder);

        var (status, _, errors) = await CallAsync(folder, Faulty, "resume", job);

        Assert.Equal(1, status);
        Assert.Contains("two is one too many", errors, StringComparison.Ordinal);
        // Only the failed task ran: the others are found where the first job left them.
        Assert.Contains($"{job}-r1", errors, StringComparison.Ordinal);
        (status, var output, errors) = await CallAsync(folder, Mended, "resume", job);
        Assert.True(status == 0, errors);
        Assert.Contains("scaled: [0,10,2000,30]", output, StringComparison.Ordinal);
    }

    private static async Task<string> FailAsync(TempFolder folder)
    {
        await File.WriteAllTextAsync(folder.Of("job.json"), Document);
        var (status, _, errors) = await CallAsync(folder, Faulty, "run", folder.Of("job.json"));
        Assert.Equal(1, status);
        return Regex.Match(errors, @"\(job (\w+)\)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
    }

    private static async Task<(int Status, string Output, string Errors)> CallAsync(TempFolder folder, string functions, params string[] arguments)
    {
        var smallUnits = new Dictionary<string, string>(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" };
        using var run = ProgramRun.Start("serverless", [.. arguments, "--data", folder.Of("data"), "--functions", functions], smallUnits);
        return (await run.WaitAsync(), run.Output, run.Errors);
    }
}
