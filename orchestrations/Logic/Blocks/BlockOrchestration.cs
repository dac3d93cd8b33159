using System.Text.Json;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Jobs;
using Serverless.Logic.Semaphores;
using Serverless.Logic.Speculation;
using Serverless.Logic.Stages;

namespace Serverless.Logic.Blocks;

/// <summary>
/// Runs the units of one block: one fan-out and fan-in of activity calls. Ends of units go to the job's event log in batches: while one batch is being
/// appended, the next one gathers.
/// </summary>
public sealed class BlockOrchestration : Orchestrator<BlockInput, StageResult>
{
    /// <summary>Events of one batch at most.</summary>
    internal const int BatchEvents = 40;

    // Under the 16 KB of a payload, with room for what is around the events. One event with the longest message has 2 KB.
    private const int BatchBytes = 12 * 1024;

    /// <summary>What units that run have left when their job is cancelled: they see the marker within a second, and record what they have.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<UnitEvent> _gathered = [];
    private readonly List<UnitSpeculated> _speculated = [];
    private Task<bool>? _appending;
    private bool _tellsAtOnce;
    private int _sequence;

    public override async Task<StageResult> RunAsync(OrchestrationContext context, BlockInput input)
    {
        var cancelled = context.WaitForEventAsync<bool>(JobSignals.Cancel);
        var load = context.CallActivityAsync<BlockLayout>(ActivityNames.LoadBlock, new BlockRequest(input.Job, input.Plan, input.Block), JobOrchestration.PlatformRetry);
        if (await Task.WhenAny(load, cancelled) != load || (await load)!.IsCancelled) return new StageResult(new StageOutcome(0, 0, 0, 0, Cancelled: true), StageTotals.Zero, []);
        var layout = await load;
        _tellsAtOnce = layout!.TellsAtOnce;
        var shell = new StageShell<UnitReport>(new StageGraph(layout.Needs), new StageRules { Window = input.Window, OnError = input.OnError, Limits = layout.Limits ?? StageLimits.None });
        var desk = layout.Semaphores.Count > 0 ? new LeaseDesk(context, input.Job, layout.Semaphores, layout.AsksAgain) : null;
        using var second = layout.Speculation is { } speculation ? new SpeculationDesk(context, input, speculation, Tell) : null;
        var totals = StageTotals.Zero;
        var failures = new List<UnitFailure>();
        Task<UnitReport?> Run(int unit, UnitRequest request) => desk is not null && layout.SemaphoresOf[unit] is >= 0 and var needs
            ? desk.RunAsync(request, needs)
            : context.CallActivityAsync<UnitReport>(ActivityNames.RunUnit, request);
        void Stop()
        {
            desk?.Close();
            second?.Close();
        }
        void Tell(UnitSpeculated started)
        {
            _speculated.Add(started);
            Append(context, input);
        }
        var outcome = await shell.RunAsync(
            (unit, attempt) =>
            {
                var request = new UnitRequest(input.Job, input.Stage, input.Plan, layout.FirstUnit + unit, attempt);
                return second?.RunAsync(unit, request, r => Run(unit, r)) ?? Run(unit, request);
            },
            (unit, attempt, report) =>
            {
                if (report.Status == UnitStatus.Cancelled || (report.Status == UnitStatus.Failed && input.OnError == OnError.Stop)) Stop();
                totals += report.Totals;
                if (report.Failure is { } failure && failures.Count < StageResult.MaxFailures) failures.Add(failure);
                // A batch has room for 40 of 400 bytes; the job's end tells storage operations.
                _gathered.Add(new UnitEvent(input.Stage, layout.FirstUnit + unit, attempt, context.Now, report with { Totals = report.Totals with { Storage = null } }));
                Append(context, input);
                return report.Status switch { UnitStatus.Done => Ending.Done, UnitStatus.Failed => Ending.Failed, UnitStatus.Split => Ending.Split, _ => Ending.Cancelled };
            },
            (unit, attempt, failure) => failures.Add(UnitFailure.Lost($"unit {layout.FirstUnit + unit} of stage {input.Stage}", attempt, failure)),
            () =>
            {
                desk?.Ask();
                second?.Arm();
            },
            new ShellCancel(cancelled, Stop, () => context.CreateTimerAsync(context.Now + Patience, CancellationToken.None)));
        second?.Close();
        if (second is not null) await second.SettleAsync();
        while (_gathered.Count > 0 || _speculated.Count > 0 || _appending is { IsCompleted: false })
        {
            if (_appending is { IsCompleted: false }) await _appending;
            Append(context, input);
        }
        return new StageResult(outcome, totals, failures);
    }

    private void Append(OrchestrationContext context, BlockInput input)
    {
        if (_appending is { IsCompleted: false } || _gathered.Count + _speculated.Count == 0) return;
        // As few as there are slots, of 200 bytes each.
        var speculated = _speculated.Count == 0 ? null : _speculated.Take(BatchEvents / 4).ToList();
        if (speculated is not null) _speculated.RemoveRange(0, speculated.Count);
        var events = _gathered[..Fitting()];
        _gathered.RemoveRange(0, events.Count);
        var batch = new EventBatch(input.Job, $"stage {input.Stage} block {input.Block}", _sequence++, events) { Speculated = speculated };
        _appending = context.CallActivityAsync<bool>(ActivityNames.AppendEvents, batch, JobOrchestration.PlatformRetry);
        if (_tellsAtOnce) _ = AppendNextAsync(context, input, _appending);
    }

    // What gathered meanwhile must not wait for the next unit's end: that may be hours away.
    private async Task AppendNextAsync(OrchestrationContext context, BlockInput input, Task<bool> appending)
    {
        try
        {
            await appending;
        }
        catch (DurableFailureException)
        {
            // Storage did not answer for minutes: people miss these events, and the ledger has what was done.
            return;
        }
        Append(context, input);
    }

    // An event has about 300 bytes, one of a failure up to six times as many.
    private int Fitting()
    {
        var (count, bytes) = (0, 0);
        while (count < Math.Min(BatchEvents, _gathered.Count))
        {
            bytes += JsonSerializer.SerializeToUtf8Bytes(_gathered[count], DurableJson.Options).Length + 1;
            if (count > 0 && bytes > BatchBytes) break;
            count++;
        }
        return count;
    }
}
