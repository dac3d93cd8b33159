using Serverless.Native.Interop;

namespace Serverless.Native.Processes;

/// <summary>The end of this process, at once.</summary>
public static class ProcessExit
{
    /// <summary>
    /// Ends it with this status, whatever status other threads that end it at the same moment ask for, and without running what else waits for the end. On
    /// Windows the end under way takes its course, with this status.
    /// </summary>
    public static void Now(int status)
    {
        Environment.ExitCode = status;
        if (!OperatingSystem.IsWindows()) UnixProcesses.ExitNow(status);
    }
}
