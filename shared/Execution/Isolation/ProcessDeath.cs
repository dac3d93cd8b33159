using Serverless.Native.Processes;
using Serverless.Store.Failures;

namespace Serverless.Execution.Isolation;

/// <summary>How a process that ran units died.</summary>
public sealed record ProcessDeath
{
    /// <summary>What it was ended by; null where it left by itself.</summary>
    public int? Signal { get; init; }

    /// <summary>Its exit status when it left by itself, as by <c>Environment.Exit</c> in user code.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>Most bytes that it had resident.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Bytes that it may have; null: unlimited.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>Ended because it had more than its limit.</summary>
    public bool IsOverLimit { get; init; }

    /// <summary>The unhandled exception, on a thread that user code started, with what is inside of it; null: it died of something else, or could not tell.</summary>
    public IReadOnlyList<ErrorDetails>? Errors { get; init; }

    /// <summary>Signal 9 comes from a program that is short of memory, this process's watcher or the kernel.</summary>
    public bool IsOutOfMemory => IsOverLimit || Signal == ProcessSignals.Kill;

    /// <summary>As in <c>signal 9 (SIGKILL), peak 1.2 GiB, limit 1.0 GiB</c>.</summary>
    public override string ToString()
    {
        var how = Signal is { } signal ? ProcessSignals.Describe(signal) : $"it left with exit status {ExitStatus}";
        if (Errors is [var error, ..]) how += $" of an unhandled exception, {error.Type}: {error.Message.ReplaceLineEndings(" ")}";
        return $"{how}, peak {Bytes(PeakBytes)}, {(LimitBytes is { } limit ? $"limit {Bytes(limit)}" : "no limit")}";
    }

    /// <summary>Bytes for people, as the failure's texts have them.</summary>
    internal static string Bytes(long bytes) => bytes >= 1L << 30 ? $"{bytes / (double)(1L << 30):0.0} GiB" : $"{bytes / (double)(1L << 20):0} MiB";
}
