using Serverless.Native.Interop;

namespace Serverless.Native.Processes;

/// <summary>
/// Limits of a process. Those that it sets itself it cannot raise again; they need no privilege and no cgroup: the system refuses private memory beyond
/// <c>RLIMIT_DATA</c>. Linux only; elsewhere nothing is limited and the answer is false, so that only the process that started it watches it.
/// </summary>
public static class ProcessLimits
{
    /// <summary>Limits private writable memory: heaps, anonymous maps, stacks. What is reserved and not writable does not count, as the garbage collector's ranges.</summary>
    public static bool TryLimitMemory(long bytes) => OperatingSystem.IsLinux() && UnixProcesses.Limit(UnixProcesses.Data, bytes);

    /// <summary>How many files this process may have open at once; null: as many as it likes. Linux and macOS.</summary>
    public static long? OpenFiles => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? UnixProcesses.OpenFiles() : null;

    /// <summary>No core file when it crashes: gigabytes in the folder where it was started.</summary>
    public static bool TryForbidCoreFiles() => OperatingSystem.IsLinux() && UnixProcesses.Limit(UnixProcesses.Core, 0);
}
