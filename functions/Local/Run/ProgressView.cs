using System.Text.Json;
using Serverless.Activities;
using Serverless.Api.Jobs;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Execution.Admission;
using Serverless.Execution.Events;
using Serverless.Execution.Isolation;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Logic.Blocks;
using Serverless.Logic.Speculation;
using Spectre.Console;

namespace Serverless.Local.Run;

/// <summary>Shows a job's progress on standard error while it runs: bars on a terminal, plain lines elsewhere. Reads the job's events and nothing else.</summary>
internal sealed class ProgressView(LocalHost host, JobKey job, string name)
{
    // How often new events are looked for: a local read of one small file.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, (long Tasks, long Done, ProgressTask? Bar)> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Stage, int Unit), long> _running = [];
    // The first run of a unit may say something when its second run has ended it.
    private readonly HashSet<(int Stage, int Unit)> _ended = [];
    private readonly SortedDictionary<int, StagePlannedData> _stages = [];
    private long _page;

    /// <returns>The job's instance when it has ended.</returns>
    public async Task<InstanceState> FollowAsync(CancellationToken cancellationToken)
    {
        if (Console.IsErrorRedirected) return await FollowAsync(bars: null, cancellationToken);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(bars => FollowAsync(bars, cancellationToken));
    }

    private async Task<InstanceState> FollowAsync(ProgressContext? bars, CancellationToken cancellationToken)
    {
        var ended = host.Client.WaitAsync(JobSubmitter.InstanceOf(job), cancellationToken);
        using var timer = new PeriodicTimer(Look, TimeProvider.System);
        while (true)
        {
            var over = ended.IsCompleted;
            while (await host.Stores.Events.ReadAsync(job.Id, _page, cancellationToken) is { } page)
            {
                foreach (var happened in page.Events) Show(happened.Type, happened.Data, bars);
                _page++;
            }
            if (over) return await ended;
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(cancellationToken).AsTask());
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Show(string type, JsonElement data, ProgressContext? bars)
    {
        switch (type)
        {
            case JobEvents.StagePlanned:
                Planned(data.Deserialize<StagePlannedData>(ExecutionJson.Options)!, bars);
                break;
            case JobEvents.UnitEnded:
                Ended(data.Deserialize<UnitEvent>(ExecutionJson.Options)!);
                break;
            case UnitProgress.Type:
                Ran(data.Deserialize<UnitProgress>(ExecutionJson.Options)!);
                break;
            case JobEvents.UnitSpeculated:
                Console.Error.WriteLine($"{name}: {SpeculatedText.Of(data.Deserialize<UnitSpeculated>(ExecutionJson.Options)!)}");
                break;
            case JobEvents.EventsLost:
                Console.Error.WriteLine($"{name}: {LostEventsText.Of(data.Deserialize<EventsLostData>(ExecutionJson.Options)!)}");
                break;
            case UnitIsolated.Type:
                var alone = data.Deserialize<UnitIsolated>(ExecutionJson.Options)!;
                Console.Error.WriteLine($"{name}: {alone.Tasks} was running when its process died{(alone.Death is { } death ? $" ({death})" : "")}; it runs alone, with at most {Output.Size.Text(alone.LimitBytes)}");
                break;
            case PressureOverrun.Type:
                Console.Error.WriteLine($"{name}: {TextOf(data.Deserialize<PressureOverrun>(ExecutionJson.Options)!)}");
                break;
        }
    }

    private static string TextOf(PressureOverrun over) => over.PeakBytes is { } peak
        ? $"{over.Tasks} took {Output.Size.Text(peak)} of memory at its peak, and was let in with {Output.Size.Text(over.AdmittedBytes)}; give its node a policy 'memory' of as much"
        : $"{over.Tasks} asks for {Output.Size.Text(over.AdmittedBytes)} of memory, more than the {Output.Size.Text(over.LimitBytes)} of all units; it runs alone";

    private void Planned(StagePlannedData stage, ProgressContext? bars)
    {
        _ended.RemoveWhere(u => u.Stage == stage.Stage);
        if (!_stages.TryAdd(stage.Stage, stage)) return;
        // What a stage before it left is planned again in this one.
        foreach (var (_, done, left) in _nodes.Values.Where(n => n.Bar is not null && n.Done < n.Tasks)) left!.MaxValue = Math.Max(1, done);
        if (bars is null)
        {
            var reused = stage.FoundTasks > 0 ? $", {stage.FoundTasks:N0} tasks found finished" : "";
            Console.Error.WriteLine($"{name}: stage {stage.Stage + 1}: {stage.Nodes.Sum(n => n.Tasks):N0} tasks in {stage.Nodes.Sum(n => n.Units)} units{reused}");
        }
        foreach (var node in stage.Nodes)
        {
            var bar = bars?.AddTask(Markup.Escape($"{name}: {node.Fused}"), maxValue: node.Tasks);
            _nodes[$"{stage.Stage}/{node.Title}"] = (node.Tasks, 0, bar);
        }
    }

    private void Ended(UnitEvent unit)
    {
        var key = $"{unit.Stage}/{unit.Report.Node}";
        if (!_nodes.TryGetValue(key, out var node)) return;
        _running.Remove((unit.Stage, unit.Unit), out var said);
        _ended.Add((unit.Stage, unit.Unit));
        node.Done += unit.Report.Totals.Tasks + unit.Report.Totals.Found - said;
        _nodes[key] = node;
        if (node.Bar is { } bar) bar.Value = node.Done;
        else Console.Error.WriteLine($"{name}: {unit.Report.Node}: {node.Done:N0} of {node.Tasks:N0} tasks ({unit.Report.Seconds:0.00} s)");
    }

    // A long unit recorded a part of its tasks, and goes on.
    private void Ran(UnitProgress unit)
    {
        var key = $"{unit.Stage}/{unit.Node}";
        if (_ended.Contains((unit.Stage, unit.Unit)) || !_nodes.TryGetValue(key, out var node)) return;
        node.Done += unit.Tasks - _running.GetValueOrDefault((unit.Stage, unit.Unit));
        _running[(unit.Stage, unit.Unit)] = unit.Tasks;
        _nodes[key] = node;
        if (node.Bar is { } bar) bar.Value = node.Done;
        else Console.Error.WriteLine($"{name}: {unit.Node}: {node.Done:N0} of {node.Tasks:N0} tasks");
    }
}
