using System.CommandLine;
using Serverless.Local.Run;

var root = new RootCommand("Runs task graphs over partitioned Parquet, durably: what is finished is never computed again.")
{
    RunCommand.Create(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
