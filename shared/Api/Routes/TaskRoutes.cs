using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Api.Tasks;
using Serverless.Store.Failures;
using Serverless.Store.Jobs;
using Serverless.Store.Records;

namespace Serverless.Api.Routes;

/// <summary>One task of a job: how it stands, what was tried, what it said.</summary>
internal static class TaskRoutes
{
    public static async Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var key = TaskKey.Parse(call["key"]) ?? throw ApiProblemException.BadRequest($"'{call["key"]}' is no task: a node and an index is, as in counts[3].");
        var job = await JobRoutes.FindBriefAsync(call, cancellationToken);
        if (await PlannedTask.FindAsync(call.Stores, job.Id, key, cancellationToken) is not { } planned)
            throw ApiProblemException.NotFound($"Job '{job.Id}' has planned no task '{key}'." + (job.HasEnded ? "" : " A later stage may."));
        return ApiResponse.Of(200, await ViewAsync(call, job, planned, cancellationToken));
    }

    private static async Task<TaskView> ViewAsync(RouteCall call, JobView job, PlannedTask planned, CancellationToken cancellationToken)
    {
        var task = new TaskKey(planned.Pipeline.Node, planned.Index).ToString();
        var record = (await call.Stores.Ledger.ReadAsync(planned.Pipeline.Token, cancellationToken)).FirstOrDefault(r => r.First <= planned.Index && planned.Index <= r.Last);
        var failure = planned.Unit is null ? null : await call.Stores.Jobs.FindAsync<TaskFailure>(job.Id, JobBlobs.FailureOf(planned.Plan.Stage, planned.Unit.Value), cancellationToken);
        var open = (await call.Stores.Attempts.OpenAsync(job.Id, cancellationToken)).FirstOrDefault(a => a.Stage == planned.Plan.Stage && a.Unit == planned.Unit);
        // A unit's failure is that of its first task that failed.
        if (failure?.Task != task || record is not null) failure = null;
        return new TaskView
        {
            Job = job.Id,
            Task = task,
            Status = StatusOf(job, record, failure, open),
            Nodes = [.. planned.Pipeline.Nodes],
            Stage = planned.Plan.Stage,
            Unit = planned.Unit,
            Attempts = planned.Attempts,
            Open = open is null ? null : new OpenAttempt(open.Attempt, open.Host, open.Process, open.StartedAt),
            Result = record is null ? null : new TaskResult(record.First, record.Last, record.Rows, record.Bytes, record.Seconds, record.Job),
            Failure = failure,
            Log = failure?.Log ?? (planned.Unit is { } unit ? await LogRoutes.LinesAsync(call.Stores, job.Id, planned.Plan.Stage, unit, task, cancellationToken) : []),
        };
    }

    private static TaskState StatusOf(JobView job, LedgerRecord? record, TaskFailure? failure, AttemptRecord? open) =>
        record is not null ? TaskState.Done
        : failure is not null ? TaskState.Failed
        : job.HasEnded ? TaskState.Abandoned
        : open is not null ? TaskState.Running
        : TaskState.Pending;
}
