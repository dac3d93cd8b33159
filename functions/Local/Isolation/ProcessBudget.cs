using Serverless.Graph.Policies;

namespace Serverless.Local.Isolation;

/// <summary>How a process's memory is shared out.</summary>
internal static class ProcessBudget
{
    /// <summary>What the runtime, the engine and DuckDB's library take before any unit runs.</summary>
    public const long OwnBytes = 128L << 20;

    /// <summary>Of the machine or the container. The rest is for the system, and for the kernel not to come first.</summary>
    public static long DefaultBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 9;

    /// <summary>What units may take together of a process's bytes.</summary>
    public static long UnitBytes(long processBytes) => Math.Max(processBytes - OwnBytes, processBytes / 4);

    /// <exception cref="InputException">It is no size.</exception>
    public static long Parse(string text) =>
        ByteSize.TryParse(text, out var bytes) && bytes is >= LeastBytes and <= MostBytes ? bytes : throw new InputException($"--memory: '{text}' is no size from 256MiB to 1024TiB, as in 512MiB or 2GiB.");

    private const long LeastBytes = 256L << 20;
    private const long MostBytes = 1L << 50;
}
