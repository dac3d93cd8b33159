using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Jobs;
using Serverless.Logic.Stages;

namespace Serverless.Logic.Blocks;

/// <summary>
/// Runs the units of one block: one fan-out and fan-in of activity calls. Ends of units go to the job's event log in batches: while one batch is being
/// appended, the next one gathers.
/// </summary>
public sealed class BlockOrchestration : Orchestrator<BlockInput, StageResult>
{
    /// <summary>Events of one batch: 40 of about 300 bytes stay under 16 KB.</summary>
    internal const int BatchEvents = 40;

    private readonly List<UnitEvent> _gathered = [];
    private Task<bool>? _appending;
    private int _sequence;

    public override async Task<StageResult> RunAsync(OrchestrationContext context, BlockInput input)
    {
        var layout = await context.CallActivityAsync<BlockLayout>(ActivityNames.LoadBlock, new BlockRequest(input.Job, input.Plan, input.Block), JobOrchestration.PlatformRetry);
        var shell = new StageShell<UnitReport>(new StageGraph(layout!.Needs), new StageRules { Window = input.Window, OnError = input.OnError });
        var totals = StageTotals.Zero;
        var failures = new List<UnitFailure>();
        var outcome = await shell.RunAsync(
            (unit, attempt) => context.CallActivityAsync<UnitReport>(
                ActivityNames.RunUnit, new UnitRequest(input.Job, input.Stage, input.Plan, layout.FirstUnit + unit, attempt)),
            (unit, attempt, report) =>
            {
                totals += report.Totals;
                if (report.Failure is { } failure && failures.Count < StageResult.MaxFailures) failures.Add(failure);
                _gathered.Add(new UnitEvent(input.Stage, layout.FirstUnit + unit, attempt, context.Now, report));
                Append(context, input);
                return report.Status switch { UnitStatus.Done => Ending.Done, UnitStatus.Failed => Ending.Failed, _ => Ending.Cancelled };
            },
            (unit, attempt, failure) => failures.Add(UnitFailure.Lost($"unit {layout.FirstUnit + unit} of stage {input.Stage}", attempt, failure)));
        while (_gathered.Count > 0 || _appending is { IsCompleted: false })
        {
            if (_appending is { IsCompleted: false }) await _appending;
            Append(context, input);
        }
        return new StageResult(outcome, totals, failures);
    }

    private void Append(OrchestrationContext context, BlockInput input)
    {
        if (_appending is { IsCompleted: false } || _gathered.Count == 0) return;
        var events = _gathered.Take(BatchEvents).ToList();
        _gathered.RemoveRange(0, events.Count);
        var batch = new EventBatch(input.Job, $"stage {input.Stage} block {input.Block}", _sequence++, events);
        _appending = context.CallActivityAsync<bool>(ActivityNames.AppendEvents, batch, JobOrchestration.PlatformRetry);
    }
}
