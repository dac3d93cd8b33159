using System.Diagnostics;
using Serverless.Local.Logging;
using Serverless.Supervision;

namespace Serverless.Local.Isolation;

/// <summary>Which commands of this program run in a child.</summary>
internal static class SupervisedCommands
{
    /// <summary>Whether this is a command that works in this process on what users wrote. A debugger wants the real thing.</summary>
    public static bool Wants(string[] arguments) =>
        arguments is ["run" or "resume", ..] && !arguments.Contains("--host") && !SupervisedProcess.IsChild && !Debugger.IsAttached && !arguments.Any(a => a is "--help" or "-h" or "-?" or "--version");

    /// <returns>The exit status of the child that came to an end.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var log = ProcessLog.OfArguments(arguments);
        return await Supervisor.RunAsync(arguments, LimitOf(arguments), Console.Error);
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
