using System.CommandLine;
using Serverless.Local.Run;
using Serverless.Local.Semaphores;

var root = new RootCommand("Runs task graphs over partitioned Parquet, durably: what is finished is never computed again.")
{
    RunCommand.Create(),
    SemaphoresCommand.Create(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
