using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Logic.Observing;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;

namespace Serverless.Logic.Jobs;

/// <summary>Runs the blocks of one stage, a window of them at a time.</summary>
public sealed class StageOrchestration : Orchestrator<StageInput, StageResult>
{
    /// <summary>Open blocks. More hide the gap at a block's end; each costs its history in memory.</summary>
    internal const int OpenBlocks = 4;

    public override async Task<StageResult> RunAsync(OrchestrationContext context, StageInput input)
    {
        var plan = input.Plan;
        var watch = new OrchestrationWatch(context, input.Trace);
        var layout = await LoadAsync(context, input);
        var driver = new StageDriver<StageResult>(new StageGraph(layout.Needs), new StageRules { Window = OpenBlocks, OnError = plan.OnError, Limits = layout.Limits ?? StageLimits.None });
        var sums = StageTotals.Zero;
        var lostEvents = 0;
        var failures = new List<UnitFailure>();
        var units = new StageOutcome(0, 0, 0, 0, Cancelled: false);
        var outcome = await driver.RunAsync(
            (block, attempt) => context.CallSubOrchestrationAsync<StageResult>(
                LogicNames.Block,
                new BlockInput(input.Job, input.Stage, plan.Plan, block, plan.Window, plan.OnError) { Trace = input.Trace },
                JobInstances.BlockOf(context.InstanceId, block, attempt)),
            (_, _, result) =>
            {
                sums += result.Totals;
                lostEvents += result.LostEvents;
                failures.AddRange(result.Failures.Take(StageResult.MaxFailures - Math.Min(failures.Count, StageResult.MaxFailures)));
                var (done, failed, skipped, abandoned, cancelled) = result.Outcome;
                units = new StageOutcome(units.Done + done, units.Failed + failed, units.Skipped + skipped, units.Abandoned + abandoned, units.Cancelled || cancelled) { Split = units.Split + result.Outcome.Split };
                return result.Outcome.Cancelled ? UnitEnd.Cancelled : result.Outcome.Succeeded ? UnitEnd.Done : result.Outcome.IsSplit ? UnitEnd.Split : UnitEnd.Failed;
            },
            (block, attempt, failure) =>
            {
                if (failures.Count < StageResult.MaxFailures) failures.Add(UnitFailure.Lost($"block {block} of stage {input.Stage}", attempt, failure));
            });
        // Blocks that never opened count their units as abandoned or skipped: the caller only asks whether there are any.
        var ended = units with { Skipped = units.Skipped + outcome.Skipped, Abandoned = units.Abandoned + outcome.Abandoned, Cancelled = units.Cancelled || outcome.Cancelled };
        var result = new StageResult(outcome.Failed > 0 && ended.Succeeded ? ended with { Failed = outcome.Failed } : ended, sums, failures) { LostEvents = lostEvents };
        watch.End("stage", SpanEnd.ErrorOf(result), span => SpanEnd.Tag(span, input.Job, input.Stage, block: null, result));
        return result;
    }

    // Part by part, each as large as a payload may be.
    private static async Task<StageLayout> LoadAsync(OrchestrationContext context, StageInput input)
    {
        var needs = new List<IReadOnlyList<OrdinalRange>>();
        var most = new List<int>();
        var groups = new List<int[]>();
        while (true)
        {
            var part = await context.CallActivityAsync<StageLayout>(ActivityNames.LoadStage, new BlockRequest(input.Job, input.Plan.Plan, needs.Count), PlatformRetry.Policy);
            needs.AddRange(part!.Needs);
            most.AddRange(part.Limits?.Most ?? []);
            groups.AddRange(part.Limits?.GroupsOf ?? [.. part.Needs.Select(static _ => Array.Empty<int>())]);
            if (!part.HasMore) return new StageLayout(needs) { Limits = most.Count == 0 ? null : new StageLimits(most, groups) };
        }
    }
}
