using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Claims;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Jobs;

/// <summary>
/// Runs a job: resolves and plans as far as shapes are known, claims what is missing, runs that stage, and so on until the last; then closes the job.
/// </summary>
public sealed partial class JobOrchestration : Orchestrator<JobInput, JobOutcome>
{
    // A result that is gone is made again; one that goes again and again is a fault of the storage. And who is overtaken again and again
    // has to be told.
    private const int MaxReplans = 3;

    public override async Task<JobOutcome> RunAsync(OrchestrationContext context, JobInput input)
    {
        var observer = new JobObserver(context, input);
        try
        {
            var outcome = await RunStagesAsync(context, input, observer);
            observer.Ended(outcome);
            return outcome;
        }
        catch (DurableFailureException e)
        {
            await CloseAsync(context, input, e.Failure);
            observer.PlatformFailed(e.Failure);
            throw;
        }
    }

    // The platform failed and the orchestration will: the one who follows the job's events is told, if that still works.
    private static async Task CloseAsync(OrchestrationContext context, JobInput input, FailureDetails failure)
    {
        var outcome = new JobOutcome { Status = JobStatus.Failed, Totals = StageTotals.Zero, Reason = failure.Message };
        try
        {
            await context.CallActivityAsync<FinishedJob>(ActivityNames.FinishJob, new FinishRequest(input.Job, outcome, 0), PlatformRetry.Policy);
        }
        catch (DurableFailureException)
        {
            // The engine has the first failure; streams of events tell it from there.
        }
    }

    private static async Task<JobOutcome> RunStagesAsync(OrchestrationContext context, JobInput input, JobObserver observer)
    {
        var totals = StageTotals.Zero;
        var failures = new List<UnitFailure>();
        var status = JobStatus.Running;
        var (stage, lost, replans, conflicts, splits, lostEvents, failed) = (0, 0, 0, 0, 0, 0, 0);
        string? snapshot = null;
        var isAgain = false;
        var cancelled = context.WaitForEventAsync<bool>(JobSignals.Cancel);
        var claims = new ClaimCoordinator(context, input.Job, cancelled);
        while (status == JobStatus.Running)
        {
            context.SetCustomStatus(new JobProgress("planning", stage, 0, 0, 0));
            // A stage that is planned again is not done: what only its results would tell is as unknown as before.
            if (!isAgain) snapshot = (await context.CallActivityAsync<ResolvedStage>(ActivityNames.Resolve, new StageRequest(input.Job, stage, snapshot) { Trace = input.Trace }, PlatformRetry.Policy))!.Snapshot;
            isAgain = false;
            try
            {
                if (await PlanAsync(context, claims, new StageRequest(input.Job, stage, snapshot) { Splits = splits, Trace = input.Trace }) is not { } plan)
                {
                    status = JobStatus.Cancelled;
                    break;
                }
                context.SetCustomStatus(new JobProgress("running", stage, plan.Units, plan.Tasks, plan.FoundTasks));
                totals += StageTotals.Zero with { Found = plan.FoundTasks };
                observer.StagePlanned(stage, plan);
                var isDone = plan.Units == 0;
                if (!isDone)
                {
                    var result = await context.CallSubOrchestrationAsync<StageResult>(
                        LogicNames.Stage, new StageInput(input.Job, stage, plan) { Trace = input.Trace }, JobInstances.StageOf(context.InstanceId, stage));
                    totals += result!.Totals;
                    lostEvents += result.LostEvents;
                    isDone = result.Outcome.Succeeded;
                    if (result.Outcome.IsSplit)
                    {
                        isAgain = true;
                        splits++;
                    }
                    else if (!isDone && IsOf(result, UnitFailure.LostInput) && replans++ < MaxReplans)
                    {
                        isAgain = true;
                        lost += result.Failures.Count;
                        observer.PlansAgain(stage, result.Failures.Count);
                    }
                    else if (!isDone && IsOf(result, UnitFailure.DatasetConflict) && conflicts++ < MaxReplans)
                    {
                        // What was read is read anew, all of it: parts of two versions do not go together.
                        snapshot = null;
                        observer.ReadsAgain(stage, result.Failures[0].Message);
                    }
                    else if (!isDone)
                    {
                        failures.AddRange(result.Failures);
                        failed += result.Outcome.Failed;
                        status = result.Outcome.Cancelled ? JobStatus.Cancelled : JobStatus.Failed;
                    }
                }
                if (isDone && plan.IsLast) status = JobStatus.Done;
                stage++;
            }
            finally
            {
                claims.ReleaseAll();
            }
        }
        var outcome = new JobOutcome
        {
            Status = status,
            Totals = totals,
            Failures = [.. failures.Take(StageResult.MaxFailures)],
            MoreFailures = Math.Max(0, failed - StageResult.MaxFailures),
        };
        context.SetCustomStatus(new JobProgress("finishing", stage - 1, 0, totals.Tasks, totals.Found));
        var finished = await context.CallActivityAsync<FinishedJob>(ActivityNames.FinishJob, new FinishRequest(input.Job, outcome, stage, lost) { LostEvents = lostEvents }, PlatformRetry.Policy);
        await claims.SettleAsync();
        return outcome with { Cache = finished!.Cache };
    }

    /// <summary>Plans until everything that is missing is this job's to run: what others run meanwhile is waited for, and then found.</summary>
    /// <returns>Null when the job was cancelled while it waited.</returns>
    private static async Task<PlannedStage?> PlanAsync(OrchestrationContext context, ClaimCoordinator claims, StageRequest request)
    {
        IReadOnlyList<string>? fence = null;
        while (true)
        {
            var plan = await context.CallActivityAsync<PlannedStage>(ActivityNames.Plan, request with { Fence = fence }, PlatformRetry.Policy);
            if (plan!.Units == 0 || plan.Claims.Count == 0) return plan;
            var claimed = await claims.AcquireAsync(plan.Claims);
            if (claimed.IsHeld) return plan with { Claims = [] };
            if (claimed.IsCancelled) return null;
            fence = claimed.Fence;
        }
    }

    private static bool IsOf(StageResult result, string kind) => !result.Outcome.Cancelled && result.Failures.Count > 0 && result.Failures.All(f => f.Kind == kind);
}
