using Serverless.Local.Tests.Functions;
using Serverless.Storage.Local;
using Serverless.Store.Records;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>Verbs from a second terminal, while <c>run</c> has the hub.</summary>
public sealed class BesideRunTests : IDisposable
{
    private static readonly string[] Functions = ["--functions", typeof(SlowFunctions).Assembly.Location];
    private static readonly Dictionary<string, string> SmallUnits = new(StringComparer.Ordinal) { ["SERVERLESS_MAX_UNIT_TASKS"] = "1" };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verbs_AJobRunsInAnotherProcess_ShowItFromStorageToItsEnd()
    {
        using var run = await StartAsync();
        var (status, output, errors) = await CallAsync("list");
        Assert.True(status == 0, errors);
        Assert.Contains("  running  ", output, StringComparison.Ordinal);
        Assert.Matches(@"Read from storage while process \d+ runs this hub", errors);
        var job = output.Split(' ')[0];

        (status, output, errors) = await CallAsync("status", job);
        Assert.True(status == 0, errors);
        Assert.Matches(@"waiting: 5 of 10 tasks, 5 of 10 units", output);
        (status, output, _) = await CallAsync("explain", job);
        Assert.Equal(0, status);
        Assert.Contains("waiting", output, StringComparison.Ordinal);
        (status, _, errors) = await CallAsync("outputs", job);
        Assert.Equal(2, status);
        Assert.Contains("not ended", errors, StringComparison.Ordinal);
        (status, _, errors) = await CallAsync("cancel", job);
        Assert.Equal(3, status);
        Assert.Contains("in use by process", errors, StringComparison.Ordinal);
        using var watch = ProgramRun.Start("serverless", ["watch", job, "--data", _folder.Of("data")]);
        await Condition.WaitAsync("watch shows ends of units", () => watch.Errors.Contains("waiting: unit", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        await File.WriteAllTextAsync(_folder.Of("go"), "");

        Assert.True(await watch.WaitAsync() == 0, watch.Errors);
        Assert.Contains("  done  ", watch.Output, StringComparison.Ordinal);
        Assert.Contains("10 tasks ran in 10 units", watch.Output, StringComparison.Ordinal);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
    }

    [Fact]
    public async Task Watch_TheProcessThatRunsTheJobIsKilled_SaysSoAndEnds()
    {
        using var run = await StartAsync();
        var (_, output, _) = await CallAsync("list");
        using var watch = ProgramRun.Start("serverless", ["watch", output.Split(' ')[0], "--data", _folder.Of("data")]);
        await Condition.WaitAsync("watch shows ends of units", () => watch.Errors.Contains("waiting: unit", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        await run.KillAsync();

        Assert.Equal(3, await watch.WaitAsync());
        Assert.Contains("The process that ran the hub is gone", watch.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_AUnitThatIgnoresItsCancellation_IsNamedWhileItsProcessLives()
    {
        using var run = await StartAsync();
        var job = (await CallAsync("list")).Output.Split(' ')[0];
        var attempts = new AttemptLog(new LocalBlobAccount(_folder.Of("data"), TimeProvider.System).GetContainer("default"));
        var attempt = new AttemptRecord(9, 1, 1, Environment.ProcessId, Environment.MachineName, DateTimeOffset.UnixEpoch, "m[1]") { StoppedAt = TimeProvider.System.GetUtcNow() };
        await attempts.StartAsync(job, attempt, false, CancellationToken.None);
        await attempts.StartAsync(job, attempt with { Unit = 2, Tasks = "m[2]", Process = int.MaxValue }, false, CancellationToken.None);

        var (_, output, _) = await CallAsync("status", job);

        Assert.Matches(@"m\[1\] does not react to its cancellation since \d+ s", output);
        Assert.DoesNotContain("m[2]", output, StringComparison.Ordinal);
    }

    // Until half of its ten units are done, and the others wait.
    private async Task<ProgramRun> StartAsync()
    {
        await File.WriteAllTextAsync(_folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "slow", "nodes": {
                "n": { "range": { "count": 10 } },
                "waiting": { "map": "slow.untilTold", "over": "n", "args": { "file": "{{_folder.Of("go")}}" } }
              },
              "outputs": ["waiting"]
            }
            """);
        var run = ProgramRun.Start("serverless", ["run", _folder.Of("job.json"), "--data", _folder.Of("data"), .. Functions], SmallUnits);
        await Condition.WaitAsync("half of it is done", () => run.Errors.Contains("5 of 10 tasks", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        return run;
    }

    private async Task<(int Status, string Output, string Errors)> CallAsync(params string[] arguments)
    {
        using var call = ProgramRun.Start("serverless", [.. arguments, "--data", _folder.Of("data")]);
        return (await call.WaitAsync(), call.Output, call.Errors);
    }
}
