using System.Diagnostics;
using System.Text.Json;
using Serverless.Execution;

namespace Serverless.Local.Isolation;

/// <summary>
/// The process that a user starts with <c>run</c>: it starts the one that works, and starts it again when that died of what it ran. What was finished is
/// recorded; units that were running then run alone, and those that kill again are set aside, so there is an end.
/// </summary>
internal static class Supervisor
{
    // Each death but the last leaves a unit that may not die here again: more than that many is no longer a unit's fault.
    private const int MaxDeaths = 25;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether this is a command that works in this process on what users wrote. A debugger wants the real thing.</summary>
    public static bool Wants(string[] arguments) =>
        arguments is ["run" or "resume", ..] && !arguments.Contains("--host") && !Supervision.IsChild && !Debugger.IsAttached && !arguments.Any(a => a is "--help" or "-h" or "-?" or "--version");

    /// <returns>The exit status of the child that came to an end.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var limit = LimitOf(arguments);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        using var stop = new StopRelay();
        for (var deaths = 1; ; deaths++)
        {
            using (var child = ChildProcess.Start(arguments, environment))
            {
                stop.SendTo(child);
                var end = await child.WaitAsync(limit, Look, CancellationToken.None);
                stop.SendTo(null);
                if (end.Death is not { } death) return end.Status;
                child.CleanUp();
                if (stop.IsRequested) return ExitStatus.Cancelled;
                if (deaths == MaxDeaths)
                {
                    await Console.Error.WriteLineAsync($"The process that ran the job died {deaths} times, the last time of {death}. What is finished is recorded.");
                    return ExitStatus.PlatformFailed;
                }
                await Console.Error.WriteLineAsync($"The process that ran the job died: {death}. What is finished is recorded; it starts again, and what was running then runs alone.");
                environment[Supervision.LastDeathVariable] = JsonSerializer.Serialize(death, ExecutionJson.Options);
            }
        }
    }

    // The rest of the command line is the child's: what is wrong with it, the child says.
    private static long LimitOf(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var text = arguments[i] == CommonOptions.MemoryName && i + 1 < arguments.Length ? arguments[i + 1]
                : arguments[i].StartsWith(CommonOptions.MemoryName + "=", StringComparison.Ordinal) ? arguments[i][(CommonOptions.MemoryName.Length + 1)..]
                : null;
            if (text is not null && Graph.Policies.ByteSize.TryParse(text, out var bytes)) return bytes;
        }
        return ProcessBudget.DefaultBytes;
    }
}
