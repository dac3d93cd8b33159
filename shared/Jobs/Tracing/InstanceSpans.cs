using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Serverless.Durable;
using SpanContext = System.Diagnostics.ActivityContext;

namespace Serverless.Jobs.Tracing;

/// <summary>
/// Spans of orchestrations. One lives longer than its process: it is written when it ends, by whichever process is there then, and its parts are written before
/// it. So its id is not made up but follows from the instance's: everybody who knows the instance knows the span.
/// </summary>
public static class InstanceSpans
{
    /// <summary>The span of an instance, as parent of what runs for it; default when the job is not traced.</summary>
    public static SpanContext ContextOf(InstanceId instance, TraceContext? trace)
    {
        if (trace is null) return default;
        var parent = trace.ToParent();
        return new SpanContext(parent.TraceId, IdOf(instance), parent.TraceFlags, parent.TraceState, isRemote: true);
    }

    /// <summary>Starts the span of an instance that has ended, for its tags; null when there is no listener or the job is not traced. To be disposed at once.</summary>
    /// <param name="source">Whose.</param>
    /// <param name="name">As people see it.</param>
    /// <param name="instance">Which.</param>
    /// <param name="caller">The instance that called it; null: the span of the submission is its parent.</param>
    /// <param name="trace">Of the job.</param>
    /// <param name="began">When it began.</param>
    /// <param name="ended">When it ended.</param>
    public static Activity? Ended(ActivitySource source, string name, InstanceId instance, InstanceId? caller, TraceContext? trace, DateTimeOffset began, DateTimeOffset ended)
    {
        if (trace is null || !source.HasListeners()) return null;
        var parent = caller is { } above ? ContextOf(above, trace) : trace.ToParent();
        if (source.StartActivity(name, ActivityKind.Internal, parent, startTime: began) is not { } span) return null;
        SpanIdOf(span) = IdOf(instance).ToHexString();
        span.SetEndTime(ended.UtcDateTime);
        return span;
    }

    internal static ActivitySpanId IdOf(InstanceId instance)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(instance.Value), hash);
        // Zero is no id.
        if (BinaryPrimitives.ReadUInt64BigEndian(hash) == 0) hash[0] = 1;
        return ActivitySpanId.CreateFromBytes(hash[..8]);
    }

    // .NET makes ids up and takes none. Durable Task sets the same field by reflection, for the same reason; a test finds out when it has another name.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity span);
}
