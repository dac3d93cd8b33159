using System.Runtime.InteropServices;

namespace Serverless.Native.Interop;

/// <summary>Limits and signals of processes.</summary>
internal static partial class UnixProcesses
{
    public const int Data = 2; // RLIMIT_DATA on Linux
    public const int Core = 4; // RLIMIT_CORE on Linux

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

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit(nuint soft, nuint hard)
    {
        public readonly nuint Soft = soft;
        public readonly nuint Hard = hard;
    }
}
