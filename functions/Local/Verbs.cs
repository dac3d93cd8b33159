using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Serverless.Local.Cache;
using Serverless.Local.Client;
using Serverless.Local.Creation;
using Serverless.Local.Host;
using Serverless.Local.Inspection;
using Serverless.Local.Isolation;
using Serverless.Local.Queries;
using Serverless.Local.Repair;
using Serverless.Local.Run;
using Serverless.Local.Semaphores;
using Serverless.Local.Workers;
using Serverless.Supervision;

namespace Serverless.Local;

/// <summary>The command line.</summary>
internal static class Verbs
{
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // A unit's process is told first what to do, on the same pipe.
        if (SupervisedProcess.IsChild && arguments is not ["unit", ..]) SupervisedProcess.HoldLifeline();
        StandardOutput.Take();
        using var departure = SupervisedProcess.Begin();
        var root = new RootCommand("Runs task graphs over partitioned Parquet, durably: what is finished is never computed again.")
        {
            RunCommand.Create(),
            HostCommand.Create(),
            WorkerCommand.Create(),
            SemaphoresCommand.Create(),
            CacheCommand.Create(),
            RepairCommand.Create(),
            NewCommand.Create(),
            CheckCommand.Create(),
            ExplainCommand.Create(),
            QueryCommand.Create(),
            RerunCommand.Create(),
            CatalogCommands.Functions(),
            CatalogCommands.Datasets(),
            UnitCommand.Create(),
        };
        foreach (var verb in ClientCommands.All()) root.Subcommands.Add(verb);
        try
        {
            var parsed = root.Parse(arguments);
            if (parsed.Action is ParseErrorAction error) error.ShowHelp = false;
            var status = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = StandardOutput.Out });
            if (parsed.Action is not ParseErrorAction) return status;
            await Console.Error.WriteLineAsync(parsed.CommandResult.Command is RootCommand ? "'serverless --help' lists the verbs." : $"'serverless {NameOf(parsed.CommandResult)} --help' shows what it takes.");
            return ExitStatus.WrongInput;
        }
        catch (Exception e)
        {
            return await ExitCodes.ReportAsync(e);
        }
    }

    // A verb of a verb goes by both names.
    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult { Command: not RootCommand } parent ? $"{NameOf(parent)} {result.Command.Name}" : result.Command.Name;
}
