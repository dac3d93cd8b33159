using System.CommandLine;
using Serverless.Supervision;

namespace Serverless.Local.Inspection;

/// <summary>What verbs have in common that work in this process and leave the hub alone: options and cancellation.</summary>
internal static class InspectionCommand
{
    public static Command Over(Command command, Func<HostSettings, ParseResult, CancellationToken, Task<int>> run)
    {
        var options = new CommonOptions();
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            try
            {
                return await run(options.Read(parsed), parsed, stop.Token);
            }
            catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
            {
                return ExitStatus.Cancelled;
            }
        });
        return command;
    }
}
