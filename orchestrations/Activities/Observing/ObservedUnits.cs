using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Serverless.Activities.Speculation;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Logic.Messages;
using ActivityContext = Serverless.Durable.ActivityContext;

namespace Serverless.Activities.Observing;

/// <summary>Runs units and tells of them: log, metrics, a span below the block's.</summary>
internal sealed partial class ObservedUnits(Activity<UnitRequest, UnitReport> units, ILogger log) : Activity<UnitRequest, UnitReport>
{
    public override async Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken)
    {
        var scope = new WorkScope(input.Job, input.Stage, input.Unit, input.Attempt, context.InstanceId);
        using var lines = log.BeginScope(scope);
        using var span = input.Trace is null ? null : ActivityInstruments.Source.StartActivity("unit", ActivityKind.Internal, InstanceSpans.ContextOf(context.InstanceId, input.Trace));
        if (span is not null) scope.Tag(span);
        ActivityInstruments.UnitsRunning.Add(1);
        if (input.IsSpeculative) Speculates(log, input.Unit, input.Stage);
        else Started(log, input.Unit, input.Stage, input.Attempt);
        try
        {
            var report = await units.RunAsync(context, input, cancellationToken);
            Ended(input, report, span);
            return report;
        }
        catch (Exception e)
        {
            Lost(input, e, span, cancellationToken);
            throw;
        }
        finally
        {
            ActivityInstruments.UnitsRunning.Add(-1);
        }
    }

    private void Ended(UnitRequest input, UnitReport report, Activity? span)
    {
        var totals = report.Totals;
        switch (report.Status)
        {
            case UnitEnd.Failed when report.Failure is { } failure:
                Failed(log, input.Unit, input.Stage, failure.Kind, failure.Task, failure.Blob);
                break;
            case UnitEnd.Split:
                TookTooLong(log, input.Unit, input.Stage, report.Seconds);
                break;
            default:
                Ended(log, input.Unit, input.Stage, Text(report.Status), report.Seconds, totals.Tasks, totals.Found);
                break;
        }
        Count(report);
        if (span is null) return;
        span.SetTag(SpanTags.Node, report.Node);
        span.SetTag(SpanTags.Tasks, totals.Tasks);
        span.SetTag(SpanTags.FoundTasks, totals.Found);
        span.SetTag(SpanTags.End, Text(report.Status));
        if (report.Status != UnitEnd.Failed) return;
        span.SetTag(SpanTags.FailureKind, report.Failure?.Kind);
        span.SetStatus(ActivityStatusCode.Error, report.Failure?.Kind);
    }

    private void Lost(UnitRequest input, Exception fault, Activity? span, CancellationToken stop)
    {
        // A host that stops is no trouble: the next one makes the attempt again. Nor is an attempt that the other one of two overtook.
        var isTrouble = !(fault is OperationCanceledException && stop.IsCancellationRequested) && fault is not AttemptSupersededException;
        if (isTrouble) AttemptLost(log, input.Attempt, input.Unit, input.Stage, fault.GetType().Name);
        ActivityInstruments.Units.Add(1, new KeyValuePair<string, object?>("end", isTrouble ? "lost" : "stopped"));
        span?.SetTag(SpanTags.End, isTrouble ? "lost" : "stopped");
        if (isTrouble) span?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
    }

    private static void Count(UnitReport report)
    {
        var totals = report.Totals;
        ActivityInstruments.Units.Add(1, new KeyValuePair<string, object?>("end", Text(report.Status)));
        ActivityInstruments.UnitDuration.Record(report.Seconds, new KeyValuePair<string, object?>("end", Text(report.Status)));
        if (totals.Tasks > 0) ActivityInstruments.Tasks.Add(totals.Tasks, new KeyValuePair<string, object?>("how", "ran"));
        if (totals.Found > 0) ActivityInstruments.Tasks.Add(totals.Found, new KeyValuePair<string, object?>("how", "found"));
        if (totals.Rows > 0) ActivityInstruments.Rows.Add(totals.Rows);
        if (totals.Bytes > 0) ActivityInstruments.Bytes.Add(totals.Bytes);
        if (totals.Storage is not { } storage) return;
        Count("read", storage.Reads);
        Count("write", storage.Writes);
        Count("list", storage.Lists);
        Count("delete", storage.Deletes);
    }

    private static void Count(string kind, long operations)
    {
        if (operations > 0) ActivityInstruments.StorageOperations.Add(operations, new KeyValuePair<string, object?>("kind", kind));
    }

    private static string Text(UnitEnd status) => status switch
    {
        UnitEnd.Done => "done",
        UnitEnd.Failed => "failed",
        UnitEnd.Cancelled => "cancelled",
        UnitEnd.Unadmitted => "unadmitted",
        _ => "split",
    };
}
