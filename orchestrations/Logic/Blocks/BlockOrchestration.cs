using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Logic.Observing;
using Serverless.Logic.Pools;
using Serverless.Logic.Semaphores;
using Serverless.Logic.Speculation;
using Serverless.Logic.Stages;

namespace Serverless.Logic.Blocks;

/// <summary>
/// Runs the units of one block: one fan-out and fan-in of activity calls. Ends of units go to the job's event log.
/// </summary>
public sealed class BlockOrchestration : Orchestrator<BlockInput, StageResult>
{
    /// <summary>What units that run have left when their job is cancelled: they see the marker within a second, and record what they have.</summary>
    internal static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    public override async Task<StageResult> RunAsync(OrchestrationContext context, BlockInput input)
    {
        var watch = new OrchestrationWatch(context, input.Trace);
        var cancelled = context.WaitForEventAsync<bool>(JobSignals.Cancel);
        var load = context.CallActivityAsync<BlockLayout>(ActivityNames.LoadBlock, new BlockRequest(input.Job, input.Plan, input.Block), PlatformRetry.Policy);
        if (await Task.WhenAny(load, cancelled) != load || (await load)!.IsCancelled) return new StageResult(new StageOutcome(0, 0, 0, 0, Cancelled: true), StageTotals.Zero, []);
        var layout = await load;
        var driver = new StageDriver<UnitReport>(new StageGraph(layout!.Needs), new StageRules { Window = input.Window, OnError = input.OnError, Limits = layout.Limits ?? StageLimits.None });
        var coordinator = layout.Semaphores.Count > 0 ? new LeaseCoordinator(context, input.Job, layout.Semaphores) : null;
        using var events = new EventOutbox(context, input);
        using var second = layout.Speculation is { } speculation ? new SpeculationCoordinator(context, input, speculation, events.Add) : null;
        using var workers = layout.Pool is { } pool ? new PoolCoordinator(context, input, pool) : null;
        var totals = StageTotals.Zero;
        var failures = new List<UnitFailure>();
        Task<UnitReport?> Run(int unit, UnitRequest request) => workers is not null && layout.Pooled?[unit] == 1
            ? workers.RunAsync(request)
            : coordinator is not null && layout.SemaphoresOf[unit] is >= 0 and var needs
            ? coordinator.RunAsync(request, needs)
            : context.CallActivityAsync<UnitReport>(ActivityNames.RunUnit, request);
        // All of a block's units may fail, and its result is one payload.
        void Note(UnitFailure failure)
        {
            if (failures.Count < StageResult.MaxFailures) failures.Add(failure);
        }
        void Stop()
        {
            coordinator?.Close();
            second?.Close();
        }
        var outcome = await driver.RunAsync(
            (unit, attempt) =>
            {
                var request = new UnitRequest(input.Job, input.Stage, input.Plan, layout.FirstUnit + unit, attempt) { Trace = input.Trace };
                return second?.RunAsync(unit, request, r => Run(unit, r)) ?? Run(unit, request);
            },
            (unit, attempt, report) =>
            {
                if (report.Status == UnitEnd.Cancelled || (report.Status == UnitEnd.Failed && input.OnError == OnError.Stop)) Stop();
                totals += report.Totals;
                if (report.Failure is { } failure) Note(failure);
                // A batch has room for 40 of 400 bytes; the job's end tells storage operations.
                events.Add(new UnitEvent(input.Stage, layout.FirstUnit + unit, attempt, context.Now, report with { Totals = report.Totals with { Storage = null } }));
                return report.Status;
            },
            (unit, attempt, failure) => Note(UnitFailure.Lost($"unit {layout.FirstUnit + unit} of stage {input.Stage}", attempt, failure)),
            () =>
            {
                coordinator?.Ask();
                second?.Arm();
            },
            new DriverCancellation(cancelled, Stop, () => context.CreateTimerAsync(context.Now + GracePeriod, CancellationToken.None)));
        second?.Close();
        if (second is not null) await second.SettleAsync();
        await events.DrainAsync();
        if (coordinator is not null) await coordinator.SettleAsync();
        var result = new StageResult(outcome, totals, failures) { LostEvents = events.Lost };
        watch.End("block", SpanEnd.ErrorOf(result), span => SpanEnd.Tag(span, input.Job, input.Stage, input.Block, result));
        return result;
    }
}
