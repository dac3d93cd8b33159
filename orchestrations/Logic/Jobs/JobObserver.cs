using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Logic.Messages;
using Serverless.Logic.Observing;

namespace Serverless.Logic.Jobs;

public sealed partial class JobOrchestration
{
    /// <summary>Tells of a job's life: log, metrics, span.</summary>
    private sealed class JobObserver
    {
        private readonly OrchestrationContext _context;
        private readonly JobInput _input;
        private readonly OrchestrationWatch _watch;
        private readonly ILogger _log;

        public JobObserver(OrchestrationContext context, JobInput input)
        {
            (_context, _input) = (context, input);
            _watch = new OrchestrationWatch(context, input.Trace);
            _log = context.CreateLogger("Serverless.Logic.Jobs");
            Started(_log, input.Job.Tenant, input.Job.Id, input.Name);
            if (!context.IsReplaying) LogicInstruments.JobsStarted.Add(1);
        }

        public void StagePlanned(int stage, PlannedStage plan) => Planned(_log, _input.Job.Tenant, _input.Job.Id, stage, plan.Tasks, plan.Units, plan.FoundTasks);

        public void PlansAgain(int stage, int lost) => ReplannedForLost(_log, _input.Job.Tenant, _input.Job.Id, stage, lost);

        public void ReadsAgain(int stage, string why) => ReplannedForConflict(_log, _input.Job.Tenant, _input.Job.Id, stage, why);

        public void Ended(JobOutcome outcome)
        {
            var totals = outcome.Totals;
            var seconds = _watch.Elapsed.TotalSeconds;
            if (outcome.Status == JobStatus.Failed && outcome.Failures is [var first, ..]) Failed(_log, _input.Job.Tenant, _input.Job.Id, seconds, first.Kind, first.Task, first.Blob);
            else JobOrchestration.Ended(_log, _input.Job.Tenant, _input.Job.Id, Text(outcome.Status), seconds, totals.Tasks, totals.Units, totals.Found);
            End(outcome.Status, outcome.Status == JobStatus.Failed ? outcome.Failures is [{ Kind: var kind }, ..] ? kind : "failed" : null, span =>
            {
                span.SetTag(SpanTags.Tasks, totals.Tasks);
                span.SetTag(SpanTags.FoundTasks, totals.Found);
                span.SetTag(SpanTags.Units, totals.Units);
            });
        }

        public void PlatformFailed(FailureDetails failure)
        {
            JobOrchestration.PlatformFailed(_log, _input.Job.Tenant, _input.Job.Id, _watch.Elapsed.TotalSeconds, failure.Message);
            End(JobStatus.Failed, "platform", static _ => { });
        }

        private void End(JobStatus status, string? error, Action<Activity> tags)
        {
            if (_context.IsReplaying) return;
            var end = Text(status);
            LogicInstruments.JobsEnded.Add(1, new KeyValuePair<string, object?>("status", end));
            LogicInstruments.JobDuration.Record(_watch.Elapsed.TotalSeconds, new KeyValuePair<string, object?>("status", end));
            _watch.End("job", error, span =>
            {
                OrchestrationWatch.TagJob(span, _input.Job);
                span.SetTag(SpanTags.JobName, _input.Name);
                span.SetTag(SpanTags.End, end);
                tags(span);
            });
        }

        private static string Text(JobStatus status) => status switch
        {
            JobStatus.Done => "done",
            JobStatus.Failed => "failed",
            JobStatus.Cancelled => "cancelled",
            _ => "running",
        };
    }
}
