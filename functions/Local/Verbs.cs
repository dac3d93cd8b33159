using System.CommandLine;
using Serverless.Local.Cache;
using Serverless.Local.Client;
using Serverless.Local.Host;
using Serverless.Local.Inspection;
using Serverless.Local.Isolation;
using Serverless.Local.Repair;
using Serverless.Local.Run;
using Serverless.Local.Semaphores;

namespace Serverless.Local;

/// <summary>The command line.</summary>
internal static class Verbs
{
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // A unit's process is told first what to do, on the same pipe.
        if (Supervision.IsChild && arguments is not ["unit", ..]) Supervision.HoldLifeline();
        Results.Take();
        using var departure = Supervision.Begin();
        var root = new RootCommand("Runs task graphs over partitioned Parquet, durably: what is finished is never computed again.")
        {
            RunCommand.Create(),
            HostCommand.Create(),
            SemaphoresCommand.Create(),
            CacheCommand.Create(),
            RepairCommand.Create(),
            ExplainCommand.Create(),
            RerunCommand.Create(),
            CatalogCommands.Functions(),
            CatalogCommands.Datasets(),
            UnitCommand.Create(),
        };
        foreach (var verb in ClientCommands.All()) root.Subcommands.Add(verb);
        try
        {
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = Results.Out });
        }
        catch (Exception e)
        {
            return await Faults.ReportAsync(e);
        }
    }
}
