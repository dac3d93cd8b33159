using System.Globalization;
using System.Text.Json;
using Serverless.Api.Jobs;
using Serverless.Jobs.Events;
using Serverless.Store.Json;
using Serverless.Store.Records;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Serverless.Local.Run;

/// <summary>A job on a terminal: one line a node with a bar, how many tasks are done, how fast, how long it still takes, and how many units run.</summary>
internal sealed class NodeBars(ProgressContext context, string job)
{
    // Beside the events of a second, one small listing.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // What a terminal of 24 lines shows without rolling away.
    private const int MaxNodes = 18;
    private const int MaxName = 32;

    private readonly ProgressReducer _tally = new();
    private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);
    private Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private string? _said;
    private long? _looked;

    public void Add(JobEvent happened)
    {
        _tally.Add(happened);
        if (happened.Type == TaskProgress.Type && happened.Data.Deserialize<TaskProgress>(ExecutionJson.Options) is { } task)
            _said = $"{task.Task} {task.Fraction.ToString("P0", CultureInfo.InvariantCulture)} {task.Message}".TrimEnd().ReplaceLineEndings(" ");
    }

    /// <summary>Shows how it stands.</summary>
    public async Task RefreshAsync(Func<CancellationToken, Task<IReadOnlyList<AttemptRecord>>>? running, TimeProvider time, CancellationToken cancellationToken)
    {
        if (running is not null && (_looked is not { } before || time.GetElapsedTime(before) > PollInterval))
        {
            _looked = time.GetTimestamp();
            var open = await running(cancellationToken);
            _running = open.GroupBy(a => a.Tasks[..Math.Max(a.Tasks.LastIndexOf('['), 0)], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        }
        var nodes = _tally.Nodes();
        foreach (var node in nodes.Take(MaxNodes))
        {
            if (!_bars.TryGetValue(node.Node, out var bar)) _bars[node.Node] = bar = context.AddTask(Markup.Escape(Short(node.Fused)), maxValue: Math.Max(1, node.Tasks));
            bar.MaxValue = Math.Max(1, node.Tasks);
            bar.Value = node.Tasks == 0 ? 1 : node.Done;
            bar.State.Update<NodeLine>(NodeColumn.Key, _ => new(LineOf(node, _running.GetValueOrDefault(node.Node))));
        }
        if (nodes.Count > MaxNodes || _said is not null) More(nodes);
    }

    private void More(IReadOnlyList<NodeProgress> nodes)
    {
        var rest = nodes.Skip(MaxNodes).ToList();
        var text = rest.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rest.Sum(n => n.Done):N0} of {rest.Sum(n => n.Tasks):N0} tasks of {rest.Count} more nodes  ") : "";
        if (!_bars.TryGetValue("", out var bar)) _bars[""] = bar = context.AddTask(Markup.Escape(job), maxValue: Math.Max(1, nodes.Sum(n => n.Tasks)));
        bar.MaxValue = Math.Max(1, nodes.Sum(n => n.Tasks));
        bar.Value = nodes.Sum(n => n.Done);
        bar.State.Update<NodeLine>(NodeColumn.Key, _ => new(text + _said));
    }

    private static string LineOf(NodeProgress node, int running)
    {
        var rate = node.TasksPerSecond is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $"  {perSecond:N1}/s") : "";
        var left = node.SecondsLeft is > 0 and var seconds ? string.Create(CultureInfo.InvariantCulture, $"  {TimeSpan.FromSeconds(Math.Ceiling(seconds)):c} left") : "";
        var units = running > 0 ? $"  {running} running" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{node.Done:N0}/{node.Tasks:N0}{rate}{left}{units}");
    }

    private static string Short(string name) => name.Length <= MaxName ? name : name[..(MaxName - 1)] + "…";
}

/// <summary>What stands behind a node's bar.</summary>
internal sealed class NodeColumn : ProgressColumn
{
    public const string Key = "line";

    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(task.State.Get<NodeLine>(Key).Text ?? "").Overflow(Overflow.Ellipsis);
}

/// <summary>A line of text, as the display's state wants it.</summary>
internal readonly record struct NodeLine(string? Text);
