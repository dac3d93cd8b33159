using Serverless.Graph.Policies;

namespace Serverless.Supervision;

/// <summary>How a process's memory is shared out.</summary>
public static class ProcessBudget
{
    /// <summary>What the runtime, the engine and DuckDB's library take before any unit runs.</summary>
    public const long OwnBytes = 128L << 20;

    /// <summary>Of the machine or the container. The rest is for the system, and for the kernel not to come first.</summary>
    public static long DefaultBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 9;

    /// <summary>What units may take together of a process's bytes.</summary>
    public static long UnitBytes(long processBytes) => Math.Max(processBytes - OwnBytes, processBytes / 4);

    /// <returns>False when it is no size, or none that a process can have.</returns>
    public static bool TryParse(string text, out long bytes) => ByteSize.TryParse(text, out bytes) && bytes is >= LeastBytes and <= MostBytes;

    private const long LeastBytes = 256L << 20;
    private const long MostBytes = 1L << 50;
}
