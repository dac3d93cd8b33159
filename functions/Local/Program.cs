using System.CommandLine;
using Serverless.Local.Cache;
using Serverless.Local.Client;
using Serverless.Local.Host;
using Serverless.Local.Repair;
using Serverless.Local.Run;
using Serverless.Local.Semaphores;

var root = new RootCommand("Runs task graphs over partitioned Parquet, durably: what is finished is never computed again.")
{
    RunCommand.Create(),
    HostCommand.Create(),
    SemaphoresCommand.Create(),
    CacheCommand.Create(),
    RepairCommand.Create(),
};
foreach (var verb in ClientCommands.All()) root.Subcommands.Add(verb);
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
