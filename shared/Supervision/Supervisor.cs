using System.Text.Json;
using Serverless.Store.Json;

namespace Serverless.Supervision;

/// <summary>
/// The process that a user starts to run a job: it starts the one that works, and starts it again when that died of what it ran. What was finished is
/// recorded; units that were running then run alone, and those that kill again are quarantined, so there is an end.
/// </summary>
public static class Supervisor
{
    // Each death but the last leaves a unit that may not die here again: more than that many is no longer a unit's fault.
    private const int MaxDeaths = 25;

    // What it dies of before it has begun to work is not what it ran: it would die of it again.
    private const int MaxStarts = 3;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <param name="arguments">The child's command line.</param>
    /// <param name="limitBytes">What the child may take of memory.</param>
    /// <param name="tell">Hears of deaths, for people.</param>
    /// <returns>The exit status of the child that came to an end.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, long limitBytes, TextWriter tell)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        using var stop = new StopRelay();
        var starts = 0;
        for (var deaths = 1; ; deaths++)
        {
            using (var child = ChildProcess.Start(arguments, environment))
            {
                stop.SendTo(child);
                var end = await child.WaitAsync(limitBytes, PollInterval, CancellationToken.None);
                stop.SendTo(null);
                if (end.Death is not { } death) return end.Status;
                child.CleanUp();
                if (stop.IsRequested) return ExitStatus.Cancelled;
                starts = end.HasBegun ? 0 : starts + 1;
                if (starts == MaxStarts)
                {
                    await tell.WriteLineAsync($"The process that runs jobs died {starts} times before it could begin, the last time of {death}. It may have too little of something that 'ulimit -a' shows: address space (-v), memory (-m), processes (-u). What is finished is recorded.");
                    return ExitStatus.PlatformFailed;
                }
                if (deaths == MaxDeaths)
                {
                    await tell.WriteLineAsync($"The process that ran the job died {deaths} times, the last time of {death}. What is finished is recorded.");
                    return ExitStatus.PlatformFailed;
                }
                await tell.WriteLineAsync($"The process that ran the job died: {death}. What is finished is recorded; it starts again, and what was running then runs alone.");
                environment[SupervisedProcess.LastDeathVariable] = JsonSerializer.Serialize(death, ExecutionJson.Options);
            }
        }
    }
}
