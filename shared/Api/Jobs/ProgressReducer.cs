using System.Text.Json;
using Serverless.Jobs.Events;
using Serverless.Jobs.Progress;
using Serverless.Store;
using Serverless.Store.Events;
using Serverless.Store.Json;

namespace Serverless.Api.Jobs;

/// <summary>
/// Adds up a job's events by node. Pages of the log never change, so a tally goes on where it stopped: asking every second costs the new pages only.
/// </summary>
public sealed class ProgressReducer
{
    private static readonly KeptFolds<ProgressReducer> Kept = new(256, static (tally, happened) => tally.Add(happened));

    private readonly Dictionary<(int Stage, string Node), Sums> _nodes = [];
    private readonly UnitProgressReducer _units = new();

    /// <summary>The nodes of a job in the order in which they were planned.</summary>
    internal static Task<IReadOnlyList<NodeProgress>> OfAsync(TenantStores stores, string job, CancellationToken cancellationToken) =>
        Kept.OfAsync(stores.Events, job, static tally => tally.Nodes(), cancellationToken);

    /// <summary>Takes one event; unknown types say nothing of progress.</summary>
    public void Add(JobEvent happened)
    {
        switch (happened.Type)
        {
            case JobEventTypes.StagePlanned:
                Planned(happened);
                break;
            case JobEventTypes.UnitEnded:
                Ended(happened);
                break;
            case UnitProgress.Type:
                Ran(happened.Data.Deserialize<UnitProgress>(ExecutionJson.Options)!, happened.At);
                break;
        }
    }

    /// <summary>A line for each node, however often it was planned: what earlier stages ran of it and what is left are one.</summary>
    public IReadOnlyList<NodeProgress> Nodes() =>
    [
        .. _nodes.GroupBy(n => n.Key.Node, StringComparer.Ordinal)
            .Select(planned => planned.Select(n => (n.Key.Stage, Sums: n.Value)).Aggregate(static (a, b) => (b.Stage, a.Sums + b.Sums)) is var all ? Of(all.Stage, planned.Key, all.Sums) : null!),
    ];

    // A stage that is planned again, after a crash in between, replaces what was said.
    private void Planned(JobEvent happened)
    {
        var stage = happened.Data.GetProperty("stage").GetInt32();
        // What stages before it left, because it took longer than planned, is planned again in this one.
        foreach (var (key, sums) in _nodes.Where(n => n.Key.Stage < stage && n.Value.Done < n.Value.Tasks).ToList()) _nodes[key] = sums with { Tasks = sums.Done, Units = sums.UnitsDone };
        _units.Forget(stage);
        foreach (var node in happened.Data.GetProperty("nodes").EnumerateArray())
        {
            _nodes[(stage, node.GetProperty("title").GetString()!)] =
                new Sums(node.GetProperty("fused").GetString()!, node.GetProperty("tasks").GetInt64(), node.GetProperty("units").GetInt32(), 0, 0, DateTimeOffset.MaxValue, default);
        }
    }

    private void Ended(JobEvent happened)
    {
        var report = happened.Data.GetProperty("report");
        var key = (happened.Data.GetProperty("stage").GetInt32(), report.GetProperty("node").GetString()!);
        if (!_nodes.TryGetValue(key, out var sums)) return;
        var totals = report.GetProperty("totals");
        var began = happened.At - TimeSpan.FromSeconds(report.GetProperty("seconds").GetDouble());
        // What it said while it ran is part of what it says now.
        var done = totals.GetProperty("tasks").GetInt64() + totals.GetProperty("found").GetInt64() - _units.Ended(key.Item1, happened.Data.GetProperty("unit").GetInt32());
        _nodes[key] = sums with { Done = sums.Done + done, UnitsDone = sums.UnitsDone + 1, StartedAt = Min(sums.StartedAt, began), LastAt = happened.At };
    }

    private void Ran(UnitProgress unit, DateTimeOffset at)
    {
        if (!_nodes.TryGetValue((unit.Stage, unit.Node), out var sums) || _units.Ran(unit) is not { } more) return;
        _nodes[(unit.Stage, unit.Node)] = sums with { Done = sums.Done + more, StartedAt = Min(sums.StartedAt, at - TimeSpan.FromSeconds(unit.Seconds)), LastAt = at };
    }

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static NodeProgress Of(int stage, string node, Sums sums)
    {
        // Since its first unit began: what it waited for nodes before it, or for room, says nothing of how fast it is.
        var seconds = (sums.LastAt - sums.StartedAt).TotalSeconds;
        double? rate = sums.Done > 0 && seconds > 0 ? sums.Done / seconds : null;
        return new NodeProgress(node, sums.Fused, stage, sums.Tasks, sums.Done, sums.Units, sums.UnitsDone)
        {
            TasksPerSecond = rate is { } r ? Math.Round(r, 1) : null,
            SecondsLeft = sums.Done >= sums.Tasks ? 0 : rate is { } known ? Math.Round((sums.Tasks - sums.Done) / known, 1) : null,
        };
    }

    private sealed record Sums(string Fused, long Tasks, int Units, long Done, int UnitsDone, DateTimeOffset StartedAt, DateTimeOffset LastAt)
    {
        // The later plan says what runs together.
        public static Sums operator +(Sums a, Sums b) => new(b.Fused, a.Tasks + b.Tasks, a.Units + b.Units, a.Done + b.Done, a.UnitsDone + b.UnitsDone, Min(a.StartedAt, b.StartedAt), a.LastAt > b.LastAt ? a.LastAt : b.LastAt);
    }
}
