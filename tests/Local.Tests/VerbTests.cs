using System.Text.RegularExpressions;
using Serverless.Local.Tests.Functions;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>The verbs around a job, as users type them.</summary>
public sealed partial class VerbTests
{
    private static readonly string[] Functions = ["--functions", typeof(VerbTests).Assembly.Location];
    private static readonly Dictionary<string, string> Mended = new(StringComparer.Ordinal) { [FaultyFunctions.MendedVariable] = "1" };
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" };

    [Fact]
    public async Task Rerun_FailedTask_FailsAsItDidAndAfterTheMendGivesItsValue()
    {
        using var folder = new TempFolder();
        var job = await RunFaultyAsync(folder);

        var (status, _, errors) = await CallAsync(["rerun", job, "tens[2]", "--data", folder.Of("data"), .. Functions]);
        Assert.Equal(1, status);
        Assert.Contains("two is one too many", errors, StringComparison.Ordinal);
        Assert.Contains("looking at 2 with seed", errors, StringComparison.Ordinal);

        (status, var output, errors) = await CallAsync(["rerun", job, "tens[2]", "--data", folder.Of("data"), .. Functions], Mended);
        Assert.True(status == 0, errors);
        Assert.Equal("20", output.Trim());

        (status, _, errors) = await CallAsync(["rerun", job, "tens[4]", "--data", folder.Of("data"), .. Functions]);
        Assert.Equal(2, status);
        Assert.Contains("there is no [4]", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerun_Debug_WaitsForADebuggerBeforeItRunsAnything()
    {
        using var folder = new TempFolder();
        var job = await RunFaultyAsync(folder);
        using var rerun = ProgramRun.Start("serverless", ["rerun", job, "tens[2]", "--debug", "--data", folder.Of("data"), .. Functions]);

        await Condition.WaitAsync("it says which process waits", () => rerun.Errors.Contains("Waiting for a debugger on process", StringComparison.Ordinal), TimeSpan.FromMinutes(1));

        // Without the wait it would be over: the task fails at once, as the test above shows.
        await Assert.ThrowsAsync<TimeoutException>(() => rerun.WaitAsync(TimeSpan.FromSeconds(2)));
        Assert.DoesNotContain("looking at 2", rerun.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_FailedJobWithMendedCode_RunsOnlyWhatIsNotFinished()
    {
        using var folder = new TempFolder();
        var job = await RunFaultyAsync(folder);
        var before = await File.ReadAllLinesAsync(folder.Of("trace"));

        var (status, output, errors) = await CallAsync(["resume", job, "--data", folder.Of("data"), .. Functions], Mended);

        Assert.True(status == 0, errors);
        Assert.Contains("tens: [0,10,20,30]", output, StringComparison.Ordinal);
        // An impure function's results are one job's own, and the resumed job counts as that one.
        Assert.Equal(before, await File.ReadAllLinesAsync(folder.Of("trace")));
        Assert.Contains($"{job}-r1", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_FailedJob_ShowsTasksAndUnitsOfEachNodeAndTheFailure()
    {
        using var folder = new TempFolder();
        var job = await RunFaultyAsync(folder);

        var (status, output, errors) = await CallAsync(["status", job, "--data", folder.Of("data"), .. Functions]);

        Assert.True(status == 0, errors);
        Assert.Matches(@"tens: 3 of 4 tasks, 4 of 4 units, [\d.,]+ a second", output);
        Assert.Contains("two is one too many", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_FailedJob_PrintsWhatIsWholeAndNamesTheRest()
    {
        using var folder = new TempFolder();
        var job = await RunFaultyAsync(folder);

        var (status, output, errors) = await CallAsync(["outputs", job, "--data", folder.Of("data"), .. Functions]);

        Assert.True(status == 1, errors);
        Assert.Equal("traced: [0,1,2,3]", output.Trim());
        Assert.Contains("before output 'tens' was whole", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_DocumentAndJob_ShowWhatRunsTogetherAndWriteNothing()
    {
        using var folder = new TempFolder();
        await WriteJobAsync(folder);

        var (status, output, errors) = await CallAsync(["explain", folder.Of("job.json"), "--data", folder.Of("data"), .. Functions]);
        Assert.True(status == 0, errors);
        Assert.Matches(@"faulty: 8 tasks in \d+ units to run", output);
        Assert.Matches(@"tens +tens +numbers +values +4 +4", output);
        // What leaves traces is impure: it runs once.
        Assert.Matches("are started a second time on an idle slot; not of traced", output);
        Assert.False(Directory.Exists(folder.Of("data")), "Something was written.");

        var job = await RunFaultyAsync(folder);
        (status, output, errors) = await CallAsync(["explain", job, "--data", folder.Of("data"), .. Functions]);
        Assert.True(status == 0, errors);
        Assert.Matches($@"{job}, stage 1: 8 tasks in 8 units", output);
    }

    [Fact]
    public async Task Functions_OfADll_ShowsThemBesideTheBuiltIns()
    {
        var (status, output, errors) = await CallAsync(["functions", .. Functions]);

        Assert.True(status == 0, errors);
        Assert.Contains("faulty.third(value: an integer) -> an integer  version 1", output, StringComparison.Ordinal);
        Assert.Contains("sql(", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Terminated_EndsWithinSecondsAndBlamesNoUnit()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            { "version": 1, "name": "wait", "nodes": { "n": { "range": { "count": 2 } }, "w": { "map": "faulty.wait", "over": "n" } }, "outputs": ["w"] }
            """);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), .. Functions]);
        var attempts = folder.Of("data", "blobs", "default", "data");
        await Condition.WaitAsync("a unit runs", () => Task.FromResult(Directory.Exists(attempts) && Directory.EnumerateFiles(attempts, "*", SearchOption.AllDirectories).Any(f => f.Contains("attempts", StringComparison.Ordinal))), TimeSpan.FromMinutes(1));

        Native.Processes.ProcessSignals.Send(run.Id, Native.Processes.ProcessSignals.Terminate);

        Assert.Equal(130, await run.WaitAsync());
        Assert.Contains("the same command continues", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(attempts, "*", SearchOption.AllDirectories), f => f.Contains("attempts", StringComparison.Ordinal));
    }

    private static async Task<(int Status, string Output, string Errors)> CallAsync(string[] arguments, Dictionary<string, string>? environment = null)
    {
        using var run = ProgramRun.Start("serverless", arguments, environment);
        var status = await run.WaitAsync();
        return (status, run.Output, run.Errors);
    }

    private static Task WriteJobAsync(TempFolder folder) => File.WriteAllTextAsync(folder.Of("job.json"), $$"""
        {
          "version": 1, "name": "faulty", "policy": { "onError": "continue" },
          "nodes": {
            "numbers": { "range": { "count": 4 } },
            "traced": { "map": "faulty.trace", "over": "numbers", "args": { "file": "{{folder.Of("trace")}}" } },
            "tens": { "map": "faulty.third", "over": "numbers" }
          },
          "outputs": ["traced", "tens"]
        }
        """);

    private static async Task<string> RunFaultyAsync(TempFolder folder)
    {
        await WriteJobAsync(folder);
        var (status, _, errors) = await CallAsync(["run", folder.Of("job.json"), "--data", folder.Of("data"), .. Functions], SmallUnits);
        Assert.True(status == 1, errors);
        Assert.Contains("tens[2]", errors, StringComparison.Ordinal);
        return JobIdOf(errors);
    }

    private static string JobIdOf(string errors) => JobLine().Match(errors).Groups[1].Value;

    [GeneratedRegex(@"\(job (\w+)\)")]
    private static partial Regex JobLine();
}
