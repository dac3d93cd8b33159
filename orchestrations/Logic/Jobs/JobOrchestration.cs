using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Stages;

namespace Serverless.Logic.Jobs;

/// <summary>
/// Runs a job: resolves and plans as far as shapes are known, runs that stage, and so on until the last; then closes the job.
/// </summary>
public sealed class JobOrchestration : Orchestrator<JobInput, JobOutcome>
{
    /// <summary>Activities that only read and write blobs: tried again when the platform fails, about half a minute long.</summary>
    internal static readonly RetryPolicy PlatformRetry = new() { MaxAttempts = 6, FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(10) };

    public override async Task<JobOutcome> RunAsync(OrchestrationContext context, JobInput input)
    {
        try
        {
            return await RunStagesAsync(context, input);
        }
        catch (DurableFailureException e)
        {
            await CloseAsync(context, input, e.Failure);
            throw;
        }
    }

    // The platform failed and the orchestration will: whoever follows the job's events is told, if that still works.
    private static async Task CloseAsync(OrchestrationContext context, JobInput input, FailureDetails failure)
    {
        var outcome = new JobOutcome { Status = JobStatus.Failed, Totals = StageTotals.Zero, Reason = failure.Message };
        try
        {
            await context.CallActivityAsync<bool>(ActivityNames.FinishJob, new FinishRequest(input.Job, outcome, 0), PlatformRetry);
        }
        catch (DurableFailureException)
        {
            // The engine has the first failure; streams of events tell it from there.
        }
    }

    private static async Task<JobOutcome> RunStagesAsync(OrchestrationContext context, JobInput input)
    {
        var totals = StageTotals.Zero;
        var failures = new List<UnitFailure>();
        var status = JobStatus.Running;
        var stage = 0;
        string? snapshot = null;
        while (status == JobStatus.Running)
        {
            context.SetCustomStatus(new JobProgress("planning", stage, 0, 0, 0));
            var resolved = await context.CallActivityAsync<ResolvedStage>(ActivityNames.Resolve, new StageRequest(input.Job, stage, snapshot), PlatformRetry);
            snapshot = resolved!.Snapshot;
            var plan = await context.CallActivityAsync<PlannedStage>(ActivityNames.Plan, new StageRequest(input.Job, stage, snapshot), PlatformRetry);
            context.SetCustomStatus(new JobProgress("running", stage, plan!.Units, plan.Tasks, plan.FoundTasks));
            totals += StageTotals.Zero with { Found = plan.FoundTasks };
            if (plan.Units > 0)
            {
                var result = await context.CallSubOrchestrationAsync<StageResult>(
                    LogicNames.Stage, new StageInput(input.Job, stage, plan), new InstanceId($"{context.InstanceId}:s{stage}"));
                totals += result!.Totals;
                failures.AddRange(result.Failures);
                if (!result.Outcome.Succeeded) status = result.Outcome.Cancelled ? JobStatus.Cancelled : JobStatus.Failed;
            }
            if (status == JobStatus.Running && plan.IsLast) status = JobStatus.Done;
            stage++;
        }
        var outcome = new JobOutcome { Status = status, Totals = totals, Failures = [.. failures.Take(StageResult.MaxFailures)] };
        context.SetCustomStatus(new JobProgress("finishing", stage - 1, 0, totals.Tasks, totals.Found));
        await context.CallActivityAsync<bool>(ActivityNames.FinishJob, new FinishRequest(input.Job, outcome, stage), PlatformRetry);
        return outcome;
    }
}
