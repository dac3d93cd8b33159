using System.Runtime.InteropServices;

namespace Serverless.Native.Interop;

/// <summary>Limits and signals of processes.</summary>
internal static partial class UnixProcesses
{
    public const int Data = 2; // RLIMIT_DATA on Linux
    public const int Core = 4; // RLIMIT_CORE on Linux

    private static int Files => OperatingSystem.IsLinux() ? 7 : 8; // RLIMIT_NOFILE

    /// <summary>How many files this process may have open; null: as many as it likes, or it is not known.</summary>
    public static long? OpenFiles() => GetLimit(Files, out var limit) == 0 && limit.Soft <= long.MaxValue ? (long)limit.Soft : null;

    public static bool Limit(int resource, long bytes)
    {
        var limit = new ResourceLimit((nuint)bytes, (nuint)bytes);
        return SetLimit(resource, in limit) == 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    /// <summary>Ends the process without its exit handlers.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitNow(int status);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit(nuint soft, nuint hard)
    {
        public readonly nuint Soft = soft;
        public readonly nuint Hard = hard;
    }
}
