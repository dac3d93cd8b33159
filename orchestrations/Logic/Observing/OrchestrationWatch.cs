using System.Diagnostics;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;

namespace Serverless.Logic.Observing;

/// <summary>
/// From an orchestration's first step to its last. All times are the history's. What is said is said where code is not replayed, and decides nothing.
/// </summary>
internal readonly struct OrchestrationWatch(OrchestrationContext context, TraceContext? trace)
{
    private readonly DateTimeOffset _began = context.Now;

    public TimeSpan Elapsed => context.Now - _began;

    /// <summary>Writes the span of the instance, when the job is traced and somebody listens.</summary>
    /// <param name="name">As people see it.</param>
    /// <param name="error">What went wrong; null: nothing.</param>
    /// <param name="tags">What else there is to say.</param>
    public void End(string name, string? error, Action<Activity> tags)
    {
        if (context.IsReplaying || trace is null) return;
        using var span = InstanceSpans.Ended(LogicInstruments.Source, name, context.InstanceId, Above(context.InstanceId), trace, _began, context.Now);
        if (span is null) return;
        tags(span);
        if (error is not null) span.SetStatus(ActivityStatusCode.Error, error);
    }

    // By its id, which every engine hands on: the job is "acme~j1", its stage "acme~j1:s0", a block of that "acme~j1:s0:b2".
    private static InstanceId? Above(InstanceId instance) => instance.Value.LastIndexOf(':') is > 0 and var end ? new InstanceId(instance.Value[..end]) : null;

    /// <summary>The tags that say whose it is.</summary>
    public static void TagJob(Activity span, JobKey job, int? stage = null, int? block = null)
    {
        span.SetTag(SpanTags.Tenant, job.Tenant);
        span.SetTag(SpanTags.Job, job.Id);
        if (stage is { } s) span.SetTag(SpanTags.Stage, s);
        if (block is { } b) span.SetTag(SpanTags.Block, b);
    }
}
