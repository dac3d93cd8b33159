using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.Jobs.Tracing;
using Serverless.Logic.Messages;
using ActivityContext = Serverless.Durable.ActivityContext;

namespace Serverless.Activities.Observing;

/// <summary>Looks at a stage's inputs, or plans it, and tells of it: the scope of its log lines, how long it took, a span below the job's.</summary>
/// <param name="activity">What does it.</param>
/// <param name="name">As people see it: <c>resolve</c> or <c>plan</c>.</param>
/// <param name="log">Of the host.</param>
internal sealed class ObservedPlanning<TResult>(Activity<StageRequest, TResult> activity, string name, ILogger log) : Activity<StageRequest, TResult>
{
    public override async Task<TResult> RunAsync(ActivityContext context, StageRequest input, CancellationToken cancellationToken)
    {
        var scope = new WorkScope(input.Job, input.Stage);
        using var lines = log.BeginScope(scope);
        using var span = input.Trace is null ? null : ActivityInstruments.Source.StartActivity(name, ActivityKind.Internal, InstanceSpans.ContextOf(context.InstanceId, input.Trace));
        if (span is not null) scope.Tag(span);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await activity.RunAsync(context, input, cancellationToken);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
        finally
        {
            ActivityInstruments.PlanDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("step", name));
        }
    }
}
