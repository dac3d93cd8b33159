using Serverless.Native.Interop;

namespace Serverless.Native.Processes;

/// <summary>
/// Limits that a process sets itself and cannot raise again. They need no privilege and no cgroup: the system refuses private memory beyond
/// <c>RLIMIT_DATA</c>. Linux only; elsewhere nothing is limited and the answer is false, so that whoever started the process watches it alone.
/// </summary>
public static class ProcessLimits
{
    /// <summary>Limits private writable memory: heaps, anonymous maps, stacks. What is reserved and not writable does not count, as the garbage collector's ranges.</summary>
    public static bool TryLimitMemory(long bytes) => OperatingSystem.IsLinux() && UnixProcesses.Limit(UnixProcesses.Data, bytes);

    /// <summary>No core file when it crashes: gigabytes in the folder of whoever started it.</summary>
    public static bool TryForbidCoreFiles() => OperatingSystem.IsLinux() && UnixProcesses.Limit(UnixProcesses.Core, 0);
}
