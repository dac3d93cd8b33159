using Serverless.Jobs.Tracing;

namespace Serverless.Local;

/// <summary>The trace of the program that called this one, as its environment says: <c>TRACEPARENT</c> and <c>TRACESTATE</c>.</summary>
internal static class CallerTrace
{
    /// <summary>Null: there is none, or what stands there is no context.</summary>
    public static TraceContext? FromEnvironment() => TraceContext.Parse(Environment.GetEnvironmentVariable("TRACEPARENT"), Environment.GetEnvironmentVariable("TRACESTATE"));
}
