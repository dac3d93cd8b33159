using System.Diagnostics;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Observing;

/// <summary>What the span of a stage or of a block says.</summary>
internal static class SpanEnd
{
    /// <returns>Null when it ended well, was cancelled or is planned anew.</returns>
    public static string? ErrorOf(StageResult result) => result.Outcome is { Succeeded: false, Cancelled: false, IsSplit: false } ? result.Failures is [{ Kind: var kind }, ..] ? kind : "failed" : null;

    public static void Tag(Activity span, JobKey job, int stage, int? block, StageResult result)
    {
        OrchestrationWatch.TagJob(span, job, stage, block);
        span.SetTag(SpanTags.Units, result.Totals.Units);
        span.SetTag(SpanTags.Tasks, result.Totals.Tasks);
        span.SetTag(SpanTags.FoundTasks, result.Totals.Found);
        span.SetTag(SpanTags.End, result.Outcome switch { { Cancelled: true } => "cancelled", { IsSplit: true } => "split", { Succeeded: true } => "done", _ => "failed" });
    }
}
