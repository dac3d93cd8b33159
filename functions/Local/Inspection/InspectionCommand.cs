using System.CommandLine;
using Serverless.Graph.Validation;
using Serverless.Local.Client;
using Serverless.Storage;

namespace Serverless.Local.Inspection;

/// <summary>What verbs have in common that work in this process and leave the hub alone: options, and what faults come to.</summary>
internal static class InspectionCommand
{
    public static Command Over(Command command, Func<HostSettings, ParseResult, CancellationToken, Task<int>> run)
    {
        var options = new CommonOptions();
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await run(options.Read(parsed), parsed, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitStatus.Cancelled;
            }
            catch (Exception e) when (e is InputException or JobInvalidException)
            {
                await Console.Error.WriteLineAsync(e.Message.TrimEnd());
                return ExitStatus.WrongInput;
            }
            catch (Exception e) when (e is PlatformException or StorageException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return ExitStatus.PlatformFailed;
            }
        });
        return command;
    }
}
