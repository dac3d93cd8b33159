using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Activities;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Local.Run;
using Serverless.Logic.Messages;
using Serverless.Storage.Local;
using Serverless.Store.Events;
using Serverless.Store.Json;
using Serverless.Testing;
using Spectre.Console;

namespace Serverless.Local.Tests.Run;

/// <summary>What a user sees while a job runs.</summary>
public sealed partial class ProgressViewTests : IDisposable
{
    private static readonly JobKey Job = new("default", "job");
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly InstanceState Done = new() { Id = Job.ToInstanceId(), Name = LogicNames.Job, Status = InstanceStatus.Completed, CreatedAt = At, UpdatedAt = At };

    private readonly TempFolder _folder = new();
    private readonly StringWriter _seen = new();
    private readonly EventLog _events;
    private int _pages;

    public ProgressViewTests() => _events = new EventLog(new LocalBlobAccount(_folder.Path, TimeProvider.System).GetContainer("default"));

    public void Dispose()
    {
        _seen.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Follow_Redirected_ALineForEachStepAndNoTaskTwice()
    {
        await ASplitAndAFailureAsync();

        Assert.Equal(Done, await Lines().FollowAsync(Task.FromResult(Done), CancellationToken.None));

        Assert.Equal(
            [
                "nightly: stage 1: 100 tasks in 4 units, 25 tasks found finished",
                "nightly: counts: 10 of 100 tasks",
                "nightly: counts: 20 of 100 tasks (3.00 s)",
                "nightly: counts[40] failed: no such column",
                "nightly: counts: 20 of 100 tasks (1.00 s)",
                "nightly: stage 2: 80 tasks in 2 units, 20 tasks found finished",
                "nightly: counts: 80 of 80 tasks (2.00 s)",
            ],
            Seen());
    }

    [Fact]
    public async Task Follow_Redirected_SaysWhatIsOutOfTheOrdinary()
    {
        await SayAsync(JobEventTypes.UnitSpeculated, new UnitSpeculated(0, 5, At, "m[5]", 12.5, 10));
        await SayAsync(UnitIsolated.Type, new UnitIsolated(0, 2, "m[2]", 64L << 20, "signal 9 (SIGKILL)"));
        await SayAsync(MemoryOvercommit.Type, new MemoryOvercommit(0, 3, "m[3]", 64L << 20, 1L << 30, 256L << 20));
        await SayAsync(JobEventTypes.EventsLost, new EventsLostData(12));
        await SayAsync("of.a.later.version", new { });

        await Lines().FollowAsync(Task.FromResult(Done), CancellationToken.None);

        Assert.Collection(
            Seen(),
            l => Assert.StartsWith("nightly: m[5] has been running for 12.5 s", l, StringComparison.Ordinal),
            l => Assert.Equal("nightly: m[2] was running when its process died (signal 9 (SIGKILL)); it runs alone, with at most 64.0 MiB", l),
            l => Assert.StartsWith("nightly: m[3] took 256.0 MiB of memory", l, StringComparison.Ordinal),
            l => Assert.StartsWith("nightly: 12 events of units are missing", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Follow_AJobThatWasFinishedBefore_SaysWhatWasFoundAndReturns()
    {
        await SayAsync(JobEventTypes.StagePlanned, new StagePlannedData(0, "plans/p", [], 4, 100));
        await SayAsync(JobEventTypes.JobEnded, new { status = "done" });

        Assert.Equal(Done, await Lines().FollowAsync(Task.FromResult(Done), CancellationToken.None));

        Assert.Equal(["nightly: stage 1: 0 tasks in 0 units, 100 tasks found finished"], Seen());
    }

    [Fact]
    public async Task Follow_AJobThatStillRuns_ShowsWhatComesAndReturnsAtItsEnd()
    {
        var ended = new TaskCompletionSource<InstanceState>();
        var following = Lines().FollowAsync(ended.Task, CancellationToken.None);
        await SayAsync(JobEventTypes.StagePlanned, Stage(0, units: 1, tasks: 10, found: 0));
        await Condition.WaitAsync("the stage is shown", () => Seen().Length == 1);
        Assert.False(following.IsCompleted);
        // What was appended before the end is shown, however late it is read.
        await SayAsync(JobEventTypes.UnitEnded, Unit(0, 0, UnitEnd.Done, 10, 1));
        ended.SetResult(Done);

        await following.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("nightly: counts: 10 of 10 tasks (1.00 s)", Seen()[^1]);
    }

    [Fact]
    public async Task Follow_Terminal_OneLineForWhatRunsTogetherWithCountAndRateHoweverOftenItWasPlanned()
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_seen) });
        terminal.Profile.Width = 120;
        await ASplitAndAFailureAsync();

        await new ProgressView(_events, Job, "nightly", TextWriter.Null, terminal).FollowAsync(Task.FromResult(Done), CancellationToken.None);

        var lines = Seen().Select(l => Escapes().Replace(l, "").Trim()).ToList();
        Assert.Contains(lines, l => l == "nightly: counts[40] failed: no such column");
        var bars = lines.Where(l => l.StartsWith("read + counts ", StringComparison.Ordinal)).ToList();
        // What the first stage left is the second one's: 20 ran in the one and 80 in the other.
        Assert.True(bars.Count >= 1, _seen.ToString());
        Assert.Matches("100/100  [0-9.]+/s", bars[^1]);
        Assert.DoesNotContain(lines, l => l.Contains(" tasks ", StringComparison.Ordinal));
    }

    // A unit that tells of itself, ends early and tells once more; one that fails; the rest planned anew.
    private async Task ASplitAndAFailureAsync()
    {
        await SayAsync(JobEventTypes.StagePlanned, Stage(0, units: 4, tasks: 100, found: 25));
        await SayAsync(UnitProgress.Type, new UnitProgress(0, 0, "counts", 10, 2));
        await SayAsync(JobEventTypes.UnitEnded, Unit(0, 0, UnitEnd.Split, 20, 3));
        await SayAsync(UnitProgress.Type, new UnitProgress(0, 0, "counts", 15, 4));
        await SayAsync(JobEventTypes.UnitEnded, Unit(0, 1, UnitEnd.Failed, 0, 1, new UnitFailure("counts[40]", "taskFailed", "no such\ncolumn", null)));
        await SayAsync(JobEventTypes.StagePlanned, Stage(1, units: 2, tasks: 80, found: 20));
        await SayAsync(JobEventTypes.UnitEnded, Unit(1, 0, UnitEnd.Done, 80, 2));
    }

    private ProgressView Lines() => new(_events, Job, "nightly", _seen, terminal: null);

    private string[] Seen() => _seen.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static StagePlannedData Stage(int stage, int units, long tasks, long found) => new(stage, "plans/p", [new PlannedNode("counts", "read + counts", units, tasks)], 1, found);

    private static UnitEvent Unit(int stage, int unit, UnitEnd status, long tasks, double seconds, UnitFailure? failure = null) =>
        new(stage, unit, 1, At, new UnitReport { Status = status, Totals = new StageTotals(1, tasks, 0, 0, 0), Seconds = seconds, Node = "counts", Failure = failure });

    private Task<long> SayAsync<T>(string type, T data) =>
        _events.AppendAsync(Job.Id, new EventPage("test", _pages++, [new JobEvent(type, At, JsonSerializer.SerializeToElement(data, ExecutionJson.Options))]), CancellationToken.None);

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();
}
