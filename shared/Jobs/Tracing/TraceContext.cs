using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Serverless.Jobs.Tracing;

/// <summary>
/// The W3C trace context that a job was submitted with. It is part of the durable inputs, so that what runs later, in another process and after any number of
/// restarts, is in the trace of the request for it.
/// </summary>
/// <param name="Parent">A valid <c>traceparent</c>, 55 characters.</param>
/// <param name="State">The <c>tracestate</c> beside it, at most <see cref="MaxState"/> characters; null: none.</param>
public sealed record TraceContext(string Parent, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State = null)
{
    /// <summary>Characters of a state that is passed on: what W3C asks of everybody. A longer one is dropped, as it travels with every unit.</summary>
    public const int MaxState = 512;

    /// <summary>Reads what a caller sent. Callers are not trusted: what is no context counts as none.</summary>
    public static TraceContext? Parse(string? parent, string? state) =>
        parent is not null && ActivityContext.TryParse(parent, state, out var context)
            ? Of(context)
            : null;

    /// <summary>What runs now, if somebody records it; else null: a job without a trace carries nothing.</summary>
    public static TraceContext? OfCurrent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } current ? Of(current.Context) : null;

    /// <summary>The context of a span.</summary>
    public static TraceContext Of(ActivityContext context) => new(
        $"00-{context.TraceId}-{context.SpanId}-{(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}",
        context.TraceState is { Length: > 0 and <= MaxState } state ? state : null);

    /// <summary>For spans below it. The one who stored it checked it.</summary>
    public ActivityContext ToParent() => ActivityContext.TryParse(Parent, State, isRemote: true, out var context) ? context : default;
}
