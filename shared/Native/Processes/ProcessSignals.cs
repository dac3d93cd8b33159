using System.Globalization;
using Serverless.Native.Interop;

namespace Serverless.Native.Processes;

/// <summary>Signals of Unix by number.</summary>
public static class ProcessSignals
{
    public const int Interrupt = 2;

    public const int Kill = 9;

    public const int Terminate = 15;

    /// <summary>Sends a signal; on Windows, where there are none, nothing happens.</summary>
    /// <returns>False when the process is gone.</returns>
    public static bool Send(int process, int signal) => !OperatingSystem.IsWindows() && UnixProcesses.Kill(process, signal) == 0;

    /// <summary>As in <c>signal 11 (SIGSEGV)</c>.</summary>
    public static string Describe(int signal) => string.Create(CultureInfo.InvariantCulture, $"signal {signal}") + signal switch
    {
        2 => " (SIGINT)",
        4 => " (SIGILL)",
        5 => " (SIGTRAP)",
        6 => " (SIGABRT)",
        7 or 10 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    };
}
