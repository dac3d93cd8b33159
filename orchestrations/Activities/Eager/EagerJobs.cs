using Serverless.Activities.Stages;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Parameters;
using Serverless.Graph.Writing;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Store.Jobs;
using Serverless.Store.Resolving;

namespace Serverless.Activities.Eager;

/// <summary>
/// Runs a job without an engine: the same activities in the order of the plan, one after the other, and nothing durable but results. What fails, fails at
/// once. Called through <see cref="CallingThread"/>, everything but I/O runs on the caller's thread.
/// </summary>
public sealed class EagerJobs(JobLoader loader, ResolverFactory resolvers, ExecutionOptions execution, CancelWatch cancels)
{
    private readonly ResolveActivity _resolve = new(loader, resolvers);
    private readonly PlanActivity _plan = new(loader, new PlanOptions { Slots = 1, SplitsUnits = false, SpeculateAfter = null, Time = execution.Time });
    private readonly RunUnitActivity _run = new(loader, execution, cancels);

    /// <summary>Stores the document under a new job and runs it.</summary>
    /// <param name="job">Its id, not in use.</param>
    /// <param name="document">Checked.</param>
    /// <param name="baseFolder">Where relative paths start.</param>
    /// <param name="cancellationToken">Stops before the next unit; what is finished is recorded.</param>
    public async Task<JobOutcome> RunAsync(JobKey job, JobDocument document, string? baseFolder, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(job);
        var submission = new Submission { Name = document.Name, DocumentHash = DocumentHash.Of(document).ToString(), SubmittedAt = execution.Time.GetUtcNow(), BaseFolder = baseFolder, Params = ParameterView.Of(document.Parameters) };
        await stores.Jobs.PutBytesAsync(job.Id, JobBlobs.Document, JobWriter.ToUtf8(document), cancellationToken);
        await stores.Jobs.PutAsync(job.Id, JobBlobs.Submission, submission, cancellationToken);
        var context = new ActivityContext(job.ToInstanceId(), "eager");
        var totals = StageTotals.Zero;
        string? snapshot = null;
        for (var stage = 0; ; stage++)
        {
            snapshot = (await _resolve.RunAsync(context, new StageRequest(job, stage, snapshot), cancellationToken)).Snapshot;
            var planned = await _plan.RunAsync(context, new StageRequest(job, stage, snapshot), cancellationToken);
            totals += StageTotals.Zero with { Found = planned.FoundTasks };
            for (var unit = 0; unit < planned.Units; unit++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var report = await _run.RunAsync(context, new UnitRequest(job, stage, planned.Plan, unit, 1), cancellationToken);
                totals += report.Totals;
                if (report.Status == UnitEnd.Done) continue;
                return new JobOutcome
                {
                    Status = report.Status == UnitEnd.Cancelled ? JobStatus.Cancelled : JobStatus.Failed,
                    Totals = totals,
                    Failures = report.Failure is { } failure ? [failure] : [],
                };
            }
            if (planned.IsLast) return new JobOutcome { Status = JobStatus.Done, Totals = totals };
        }
    }
}
