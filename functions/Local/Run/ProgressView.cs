using System.Text.Json;
using Serverless.Activities;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Jobs.Progress;
using Serverless.Local.Logging;
using Serverless.Local.Output;
using Serverless.Logic.Messages;
using Serverless.Store;
using Serverless.Store.Events;
using Serverless.Store.Json;
using Serverless.Store.Records;
using Spectre.Console;

namespace Serverless.Local.Run;

/// <summary>
/// Shows a job's progress on standard error while it runs: bars on a terminal, plain lines elsewhere. Reads the job's events and nothing else.
/// </summary>
/// <param name="events">The log of the job's tenant.</param>
/// <param name="job">Which job.</param>
/// <param name="name">As people call it.</param>
/// <param name="lines">Takes plain lines, when there is no terminal.</param>
/// <param name="terminal">Shows bars. Null: lines.</param>
/// <param name="running">Attempts at units that have not ended; null: not known.</param>
internal sealed class ProgressView(EventLog events, JobKey job, string name, TextWriter lines, IAnsiConsole? terminal, Func<CancellationToken, Task<IReadOnlyList<AttemptRecord>>>? running = null)
{
    private const int BarWidth = 24;

    // How often new events are looked for: a local read of one small file.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, (long Tasks, long Done)> _nodes = new(StringComparer.Ordinal);
    private readonly UnitProgressReducer _units = new();
    private readonly SortedDictionary<int, StagePlannedData> _stages = [];

    // Words of failures, and whose they were first.
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private long _page;

    /// <summary>On standard error.</summary>
    public static ProgressView OfProcess(TenantStores stores, JobKey job, string name, LogFormat format = LogFormat.Console) => new(
        stores.Events,
        job,
        name,
        Console.Error,
        // Its standard input is its parent's, which would count as no user there: what matters is where this is read.
        Console.IsErrorRedirected || format == LogFormat.Json || Environment.GetEnvironmentVariable("TERM") == "dumb" ? null : AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(Console.Error) }),
        cancel => stores.Attempts.OpenAsync(job.Id, cancel));

    /// <param name="ended">The job's end.</param>
    /// <param name="cancellationToken">Shows no more.</param>
    /// <returns>The job's instance when it has ended, and everything that happened before is shown.</returns>
    public async Task<InstanceState> FollowAsync(Task<InstanceState> ended, CancellationToken cancellationToken)
    {
        if (terminal is null) return await FollowAsync(ended, bars: null, cancellationToken);
        using var above = LogSink.Above(terminal.WriteLine);
        return await terminal.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth }, new NodeColumn())
            .StartAsync(bars => FollowAsync(ended, new NodeBars(bars, name), cancellationToken));
    }

    private async Task<InstanceState> FollowAsync(Task<InstanceState> ended, NodeBars? bars, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval, TimeProvider.System);
        while (true)
        {
            var over = ended.IsCompleted;
            while (await events.ReadAsync(job.Id, _page, cancellationToken) is { } page)
            {
                foreach (var happened in page.Events)
                {
                    bars?.Add(happened);
                    Show(happened.Type, happened.Data);
                }
                _page++;
            }
            // Which units run stands in no event: their attempts are noted before they start.
            if (bars is not null) await bars.RefreshAsync(running, TimeProvider.System, cancellationToken);
            if (over) return await ended;
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(cancellationToken).AsTask());
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // Above the bars, where there are any.
    private void Say(string text)
    {
        if (terminal is null) lines.WriteLine($"{name}: {text}");
        else terminal.WriteLine($"{name}: {text}");
    }

    private void Show(string type, JsonElement data)
    {
        switch (type)
        {
            case JobEventTypes.StagePlanned:
                Planned(data.Deserialize<StagePlannedData>(ExecutionJson.Options)!);
                break;
            case JobEventTypes.UnitEnded:
                Ended(data.Deserialize<UnitEvent>(ExecutionJson.Options)!);
                break;
            case UnitProgress.Type:
                Ran(data.Deserialize<UnitProgress>(ExecutionJson.Options)!);
                break;
            case JobEventTypes.UnitSpeculated:
                Say(SpeculatedText.Of(data.Deserialize<UnitSpeculated>(ExecutionJson.Options)!));
                break;
            case JobEventTypes.EventsLost:
                Say(LostEventsText.Of(data.Deserialize<EventsLostData>(ExecutionJson.Options)!));
                break;
            case TaskProgress.Type:
                if (terminal is null) Say(TextOf(data.Deserialize<TaskProgress>(ExecutionJson.Options)!));
                break;
            case UnitIsolated.Type:
                var alone = data.Deserialize<UnitIsolated>(ExecutionJson.Options)!;
                Say($"{alone.Tasks} was running when its process died{(alone.Death is { } death ? $" ({death})" : "")}; it runs alone, with at most {Output.Size.Text(alone.LimitBytes)}");
                break;
            case MemoryOvercommit.Type:
                Say(TextOf(data.Deserialize<MemoryOvercommit>(ExecutionJson.Options)!));
                break;
        }
    }

    // The same words of each partition would push away what is above them.
    private void Failed(UnitFailure failure)
    {
        var words = failure.Message.Replace(failure.Task, "", StringComparison.Ordinal);
        if (_told.TryAdd(words, failure.Task)) Say(TextOf(failure));
        else Say($"{failure.Task} failed as {_told[words]} did");
    }

    // Most messages name their task themselves.
    private static string TextOf(UnitFailure failure) =>
        failure.Message.StartsWith($"{failure.Task} ", StringComparison.Ordinal) ? failure.Message.ReplaceLineEndings(" ") : $"{failure.Task} failed: {failure.Message.ReplaceLineEndings(" ")}";

    private static string TextOf(TaskProgress task) => $"{task.Task}: {task.Fraction:P0}{(task.Message is { Length: > 0 } said ? $" {said.ReplaceLineEndings(" ")}" : "")}";

    private static string TextOf(MemoryOvercommit over) => over.PeakBytes is { } peak
        ? $"{over.Tasks} took {Output.Size.Text(peak)} of memory at its peak, and was let in with {Output.Size.Text(over.AdmittedBytes)}; give its node a policy 'memory' of as much"
        : $"{over.Tasks} asks for {Output.Size.Text(over.AdmittedBytes)} of memory, more than the {Output.Size.Text(over.LimitBytes)} of all units; it runs alone";

    private void Planned(StagePlannedData stage)
    {
        _units.Reopen(stage.Stage);
        if (!_stages.TryAdd(stage.Stage, stage)) return;
        var reused = stage.FoundTasks > 0 ? $", {stage.FoundTasks:N0} tasks found finished" : "";
        if (terminal is null) Say($"stage {stage.Stage + 1}: {stage.Nodes.Sum(n => n.Tasks):N0} tasks in {stage.Nodes.Sum(n => n.Units)} units{reused}");
        foreach (var node in stage.Nodes) _nodes[$"{stage.Stage}/{node.Title}"] = (node.Tasks, 0);
    }

    private void Ended(UnitEvent unit)
    {
        var key = $"{unit.Stage}/{unit.Report.Node}";
        if (!_nodes.TryGetValue(key, out var node)) return;
        // The whole of it comes with the job's end: the one who sees this may end a long job now.
        if (unit.Report.Failure is { } failure) Failed(failure);
        node.Done += unit.Report.Totals.Tasks + unit.Report.Totals.Found - _units.Ended(unit.Stage, unit.Unit);
        _nodes[key] = node;
        if (terminal is null) Say($"{unit.Report.Node}: {node.Done:N0} of {node.Tasks:N0} tasks ({unit.Report.Seconds:0.00} s)");
    }

    // A long unit recorded a part of its tasks, and goes on.
    private void Ran(UnitProgress unit)
    {
        var key = $"{unit.Stage}/{unit.Node}";
        if (!_nodes.TryGetValue(key, out var node) || _units.Ran(unit) is not { } more) return;
        node.Done += more;
        _nodes[key] = node;
        if (terminal is null) Say($"{unit.Node}: {node.Done:N0} of {node.Tasks:N0} tasks");
    }
}
