using System.Globalization;
using Serverless.Local.Tests.Functions;
using Serverless.Native.Processes;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Ctrl+C and SIGTERM, as terminals and service managers send them: to every process of the group.</summary>
public sealed class StopTests
{
    private static readonly string[] Functions = ["--functions", typeof(StopTests).Assembly.Location];

    // What a shell starts in the background ignores SIGINT, and so does all that it starts: there the other signal says the same.
    private static readonly int Interrupt = IgnoresInterrupt() ? ProcessSignals.Terminate : ProcessSignals.Interrupt;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WholeGroupIsTold_StopsInPeaceAsIfToldOnce(bool isInterrupt)
    {
        var signal = isInterrupt ? Interrupt : ProcessSignals.Terminate;
        using var folder = new TempFolder();
        await WriteJobAsync(folder, "patient.wait");
        using var run = ProgramRun.Start("serverless", Run(folder));
        var worker = await WaitingAsync(folder);

        // The one that works first: what its parent hands on is its second.
        ProcessSignals.Send(worker, signal);
        ProcessSignals.Send(run.Id, signal);

        Assert.Equal(130, await run.WaitAsync());
        Assert.Contains("the same command continues", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Attempts(folder));
    }

    [Fact]
    public async Task Run_GroupIsToldWhileAUnitRunsAlone_BlamesNoUnitAndGoesOnLater()
    {
        using var folder = new TempFolder();
        await WriteJobAsync(folder, "patient.again");
        using (var run = ProgramRun.Start("serverless", Run(folder)))
        {
            var unit = await WaitingAsync(folder);

            // What runs the unit first: its parent has heard nothing yet.
            ProcessSignals.Send(unit, Interrupt);
            ProcessSignals.Send(run.Id, Interrupt);

            Assert.Equal(130, await run.WaitAsync());
            Assert.DoesNotContain("quarantined", run.Errors, StringComparison.Ordinal);
        }
        await File.WriteAllTextAsync(folder.Of(PatientFunctions.Go), "");
        using var again = ProgramRun.Start("serverless", Run(folder));

        Assert.True(await again.WaitAsync() == 0, again.Errors);
        Assert.Contains("continuing job", again.Errors, StringComparison.Ordinal);
        Assert.Contains("w: [0]", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ToldTwice_EndsAtOnceThoughUserCodeDoesNotListen()
    {
        using var folder = new TempFolder();
        await WriteJobAsync(folder, "patient.deaf");
        using var run = ProgramRun.Start("serverless", Run(folder));
        await WaitingAsync(folder);

        ProcessSignals.Send(run.Id, Interrupt);
        ProcessSignals.Send(run.Id, Interrupt);

        Assert.Equal(130, await run.WaitAsync());
    }

    [Fact]
    public async Task Resume_Terminated_StopsInPeace()
    {
        using var folder = new TempFolder();
        var job = await InterruptAsync(folder);

        using var resume = ProgramRun.Start("serverless", ["resume", job, "--data", folder.Of("data"), .. Functions]);
        await WaitingAsync(folder);
        ProcessSignals.Send(resume.Id, ProcessSignals.Terminate);

        Assert.Equal(130, await resume.WaitAsync());
        Assert.Empty(Attempts(folder));
    }

    [Fact]
    public async Task Run_AnotherDocumentWithoutItsFunctions_LeavesTheUnfinishedJobAsItIs()
    {
        using var folder = new TempFolder();
        var job = await InterruptAsync(folder);
        await File.WriteAllTextAsync(folder.Of("other.json"), """{ "version": 1, "name": "other", "nodes": { "a": { "call": "math.add", "args": [1, 2] } }, "outputs": ["a"] }""");

        using (var other = ProgramRun.Start("serverless", ["run", folder.Of("other.json"), "--data", folder.Of("data")]))
        {
            Assert.True(await other.WaitAsync() == 0, other.Errors);
            Assert.Contains($"Suspended, not finished: {job} (patient)", other.Errors, StringComparison.Ordinal);
        }
        await File.WriteAllTextAsync(folder.Of(PatientFunctions.Go), "");
        using var again = ProgramRun.Start("serverless", Run(folder));

        Assert.True(await again.WaitAsync() == 0, again.Errors);
        Assert.Contains($"continuing job {job}", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerbsWithoutItsFunctions_LeaveTheUnfinishedJobAsItIs()
    {
        using var folder = new TempFolder();
        var job = await InterruptAsync(folder);

        using (var watch = ProgramRun.Start("serverless", ["watch", job, "--data", folder.Of("data")]))
        {
            Assert.Equal(2, await watch.WaitAsync());
            Assert.Contains("There is no function 'patient.wait'", watch.Errors, StringComparison.Ordinal);
            Assert.Contains("--functions", watch.Errors, StringComparison.Ordinal);
        }
        using (var semaphores = ProgramRun.Start("serverless", ["semaphores", "set", "erp-db", "--limit", "2", "--data", folder.Of("data"), .. Functions]))
        {
            Assert.True(await semaphores.WaitAsync() == 0, semaphores.Errors);
            Assert.Contains("0 of 2 held", semaphores.Output, StringComparison.Ordinal);
        }
        // Nor was anything started beside the question.
        Assert.False(File.Exists(folder.Of(PatientFunctions.Waiting)));
        await File.WriteAllTextAsync(folder.Of(PatientFunctions.Go), "");
        using var again = ProgramRun.Start("serverless", ["watch", job, "--data", folder.Of("data"), .. Functions]);

        Assert.True(await again.WaitAsync() == 0, again.Errors);
    }

    private static bool IgnoresInterrupt()
    {
        if (!OperatingSystem.IsLinux()) return false;
        var ignored = File.ReadLines("/proc/self/status").First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        return (Convert.ToUInt64(ignored, 16) & (1UL << (ProcessSignals.Interrupt - 1))) != 0;
    }

    private static string[] Run(TempFolder folder) => ["run", folder.Of("job.json"), "--data", folder.Of("data"), .. Functions];

    private static Task WriteJobAsync(TempFolder folder, string function) => File.WriteAllTextAsync(folder.Of("job.json"), $$"""
        {
          "version": 1, "name": "patient",
          "nodes": { "n": { "range": 1 }, "w": { "map": "{{function}}", "over": "n", "args": { "folder": "{{folder.Path}}" } } },
          "outputs": ["w"]
        }
        """);

    // A job that a signal stopped in the middle. (A blob folder is marked as one by its ending.)
    private static async Task<string> InterruptAsync(TempFolder folder)
    {
        await WriteJobAsync(folder, "patient.wait");
        using (var run = ProgramRun.Start("serverless", Run(folder)))
        {
            await WaitingAsync(folder);
            ProcessSignals.Send(run.Id, ProcessSignals.Terminate);
            Assert.Equal(130, await run.WaitAsync());
        }
        File.Delete(folder.Of(PatientFunctions.Waiting));
        return Path.GetFileName(Assert.Single(Directory.GetDirectories(folder.Of("data", "blobs", "default", "data", "jobs+")))).TrimEnd('+');
    }

    /// <returns>The process in which the task waits.</returns>
    private static async Task<int> WaitingAsync(TempFolder folder)
    {
        await Condition.WaitAsync("the task waits", () => File.Exists(folder.Of(PatientFunctions.Waiting)), TimeSpan.FromMinutes(1));
        return int.Parse(await File.ReadAllTextAsync(folder.Of(PatientFunctions.Waiting)), CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Attempts(TempFolder folder) =>
        Directory.EnumerateFiles(folder.Of("data", "blobs", "default", "data"), "*", SearchOption.AllDirectories).Where(f => f.Contains("attempts", StringComparison.Ordinal));
}
