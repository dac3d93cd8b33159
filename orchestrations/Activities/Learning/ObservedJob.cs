using System.Runtime.InteropServices;
using Serverless.Graph.Documents;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Planning.Learning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Planning.Units;

namespace Serverless.Activities.Learning;

/// <summary>Adds up what the units of a job took, by pipeline. Pure.</summary>
internal sealed class ObservedJob(JobDocument document)
{
    // By stage and title, as units name it; the pipeline itself by its token, which is the same in all stages.
    private readonly Dictionary<(int Stage, string Title), string> _tokens = [];
    private readonly Dictionary<string, (Pipeline Pipeline, StagePlan Plan, JobSnapshot Snapshot)> _planned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Sum> _sums = new(StringComparer.Ordinal);

    public void Plan(int stage, StagePlan plan, JobSnapshot snapshot)
    {
        foreach (var pipeline in plan.Pipelines)
        {
            _tokens[(stage, pipeline.Title)] = pipeline.Token;
            _planned[pipeline.Token] = (pipeline, plan, snapshot);
        }
    }

    public void Unit(UnitEvent unit)
    {
        // A second run reports the tasks of the first one as its own, and its own seconds only.
        if (unit.Report.IsSpeculative || unit.Report.Status is not (UnitEnd.Done or UnitEnd.Split) || !_tokens.TryGetValue((unit.Stage, unit.Report.Node), out var token)) return;
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, token, out _);
        sum.Elements += unit.Report.Totals.Tasks;
        sum.Seconds += unit.Report.Seconds;
        sum.Bytes += unit.Report.Totals.Bytes;
        if (unit.Report.PeakBytes is { } peak) sum.PeakBytes = Math.Max(sum.PeakBytes ?? 0, peak);
    }

    /// <summary>By key in the book; pipelines that run the same functions together.</summary>
    public IEnumerable<(string Key, Observation Seen)> Observations() =>
        from sum in _sums
        let planned = _planned[sum.Key]
        let key = StatisticsBook.KeyOf(document, planned.Pipeline)
        where key is not null
        group (sum.Value, BytesIn(sum.Value, planned.Pipeline, planned.Plan, planned.Snapshot)) by key into same
        orderby same.Key
        select (same.Key, new Observation(
            same.Sum(s => s.Value.Elements),
            same.Sum(s => s.Value.Seconds),
            same.Sum(s => s.Value.Bytes),
            same.All(s => s.Item2 is not null) ? same.Sum(s => s.Item2) : null,
            same.Max(s => s.Value.PeakBytes)));

    // The share of what its sources have in all; null where a source was there before and was not measured.
    private long? BytesIn(Sum sum, Pipeline pipeline, StagePlan plan, JobSnapshot snapshot)
    {
        var bytes = 0.0;
        foreach (var source in pipeline.Sources)
        {
            if (source.IsArgument) continue;
            var all = 0.0;
            if (source.Pipeline is { } from)
            {
                var made = plan.Pipelines[from];
                if (!_sums.TryGetValue(made.Token, out var before) || before.Elements < made.Elements) return null;
                all = before.Bytes;
            }
            else if (snapshot.Reads.TryGetValue(source.Node, out var read))
            {
                all = read.Partitions.Sum(p => (double)p.Bytes);
            }
            bytes += all * (source.Mapping == SourceMapping.All ? 1 : (double)sum.Elements / Math.Max(1, pipeline.Elements));
        }
        return (long)bytes;
    }

    private struct Sum
    {
        public long Elements;
        public double Seconds;
        public long Bytes;
        public long? PeakBytes;
    }
}
