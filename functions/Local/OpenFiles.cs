using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Serverless.Native.Processes;

namespace Serverless.Local;

/// <summary>How many files this program may have open, looked at before anything else: too few end it anywhere, in words of whatever it was about to load.</summary>
internal static class OpenFiles
{
    /// <summary>The program itself, DuckDB, the hub and its blobs take a hundred or so.</summary>
    public const long Least = 256;

    /// <summary>For everything that comes to it later too.</summary>
    public const string Words = "This process may not open as many files as it needs. 'ulimit -n' says how many it may; 1024 are enough for most jobs.";

    /// <returns>Whether there are enough. If not, it was said.</returns>
    public static bool Suffice()
    {
        if (ProcessLimits.OpenFiles is not { } most || most >= Least) return true;
        Say(string.Create(CultureInfo.InvariantCulture, $"{Words} It may open {most}.{Environment.NewLine}"));
        return false;
    }

    /// <summary>Whether a file can be opened now: where it can, what could not be loaded lacked something else, which is memory.</summary>
    public static bool AreLeft()
    {
        try
        {
            using var file = File.OpenHandle(OperatingSystem.IsWindows() ? Environment.ProcessPath! : "/dev/null");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The console is a library of its own, and of a few files it may not be one.
    private static void Say(string text)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.Error.Write(text);
            return;
        }
        using var standardError = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        standardError.Write(Encoding.UTF8.GetBytes(text));
    }
}
