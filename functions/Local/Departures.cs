using Serverless.Native.Processes;
using Serverless.Supervision;

namespace Serverless.Local;

/// <summary>The end of the program when its verb has ended, whatever user code left behind: a thread in the foreground would keep the process, with nothing to do, for ever.</summary>
internal static class Departures
{
    // What waits for the end of a process (user code may) gets so long; nothing of ours does.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Waits for the verb and leaves with its status.</summary>
    /// <returns>Never.</returns>
    public static async Task<int> LeaveAsync(Task<int> verb)
    {
        int status;
        try
        {
            status = await verb;
        }
        catch (Exception e)
        {
            status = await ReportAsync(e);
        }
        await StandardOutput.Out.FlushAsync();
        await Console.Error.FlushAsync();
        using var late = TimeProvider.System.CreateTimer(_ => ProcessExit.Now(status), null, GracePeriod, Timeout.InfiniteTimeSpan);
        Environment.Exit(status);
        return status;
    }

    // Whatever cannot be opened any more may be a part of this program: of the one that knows words for everything, too.
    private static async Task<int> ReportAsync(Exception fault)
    {
        try
        {
            return await ExitCodes.ReportAsync(fault);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeInitializationException or IOException)
        {
            await Console.Error.WriteLineAsync($"{(OpenFiles.AreLeft() ? ExitCodes.MemoryWords : OpenFiles.Words)} ({fault.GetType().Name}; then {e.GetType().Name})");
            return ExitStatus.PlatformFailed;
        }
    }
}
