using Serverless.Native.Processes;

namespace Serverless.Local;

/// <summary>The end of the program when its verb has ended, whatever user code left behind: a thread in the foreground would keep the process, with nothing to do, for ever.</summary>
internal static class Departures
{
    // What waits for the end of a process (user code may) gets so long; nothing of ours does.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

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
            status = await Faults.ReportAsync(e);
        }
        await Results.Out.FlushAsync();
        await Console.Error.FlushAsync();
        using var late = TimeProvider.System.CreateTimer(_ => ProcessExit.Now(status), null, Moment, Timeout.InfiniteTimeSpan);
        Environment.Exit(status);
        return status;
    }
}
