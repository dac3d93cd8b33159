using System.Text.Json;
using Serverless.Jobs.Events;
using Serverless.Store;
using Serverless.Store.Events;
using Serverless.Store.Json;

namespace Serverless.Api.Timeline;

/// <summary>When the units of a job ran, from its events. A look at a job of last year costs what one at a job that runs does.</summary>
internal sealed class JobTimeline
{
    private static readonly KeptFolds<JobTimeline> Kept = new(64, static (timeline, happened) => timeline.Add(happened));

    private readonly List<string> _nodes = [];
    private readonly List<UnitSpan> _ended = [];
    private readonly Dictionary<(int Stage, int Unit), UnitSpan> _running = [];

    /// <summary>Everything that is known of a job now.</summary>
    public static Task<TimelineView> OfAsync(TenantStores stores, string job, CancellationToken cancellationToken) => Kept.OfAsync(stores.Events, job, static timeline => timeline.View(), cancellationToken);

    private TimelineView View() => new([.. _nodes], [.. _ended.Concat(_running.Values).OrderBy(span => span.Start)]);

    /// <summary>Takes one event; unknown types say nothing of units.</summary>
    private void Add(JobEvent happened)
    {
        switch (happened.Type)
        {
            case JobEventTypes.StagePlanned:
                foreach (var node in happened.Data.GetProperty("nodes").EnumerateArray()) NodeOf(node.GetProperty("title").GetString()!);
                break;
            case UnitProgress.Type:
                var unit = happened.Data.Deserialize<UnitProgress>(ExecutionJson.Options)!;
                _running[(unit.Stage, unit.Unit)] = Span(NodeOf(unit.Node), happened.At, unit.Seconds, SpanState.Running, 0);
                break;
            case JobEventTypes.UnitEnded:
                Ended(happened);
                break;
            case JobEventTypes.JobRestarted or JobEventTypes.JobEnded:
                // What ran then runs no more, and said nothing of its end.
                _ended.AddRange(_running.Values.Select(span => span with { State = SpanState.Left }));
                _running.Clear();
                break;
        }
    }

    private void Ended(JobEvent happened)
    {
        var report = happened.Data.GetProperty("report");
        _running.Remove((happened.Data.GetProperty("stage").GetInt32(), happened.Data.GetProperty("unit").GetInt32()));
        var peak = report.TryGetProperty("peakBytes", out var bytes) && bytes.TryGetInt64(out var most) ? most : 0;
        var state = report.GetProperty("status").GetString() switch { "done" => SpanState.Done, "failed" => SpanState.Failed, _ => SpanState.Left };
        _ended.Add(Span(NodeOf(report.GetProperty("node").GetString() ?? "?"), happened.At, report.GetProperty("seconds").GetDouble(), state, peak));
    }

    private static UnitSpan Span(int node, DateTimeOffset end, double seconds, SpanState state, long peak)
    {
        var at = (end - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        return new UnitSpan(node, at - (seconds * 1000), at, state, peak);
    }

    private int NodeOf(string title)
    {
        var at = _nodes.IndexOf(title);
        if (at >= 0) return at;
        _nodes.Add(title);
        return _nodes.Count - 1;
    }
}

/// <param name="Nodes">Titles, in the order in which they were planned.</param>
/// <param name="Spans">By start.</param>
internal sealed record TimelineView(IReadOnlyList<string> Nodes, IReadOnlyList<UnitSpan> Spans);
